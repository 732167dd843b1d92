#pragma once

#include <stddef.h>
#include <stdint.h>

/* Certificates, as OpenSSL's libcrypto understands them; it is loaded at run time.
 *
 * Call libcrypto_load() first. It loads the library once and returns NULL, or what is wrong in the
 * words of dlerror(3). */
const char *libcrypto_load(void);

/* An authority's certificates, a certificate and its private key. */
typedef struct credentials credentials;

struct bytes {
    const void *start;
    size_t count;
};

/* Reads three files in PEM; NULL if there is no memory. What is not there is found missing below. */
credentials *credentials_read(struct bytes authority, struct bytes certificate, struct bytes key);
void credentials_free(credentials *read);

int credentials_have_authority(const credentials *read);
int credentials_have_certificate(const credentials *read);
int credentials_have_key(const credentials *read);

/* The rest is only for those that have all three. */

int credentials_have_their_key(const credentials *read);
/* Why the authority does not answer for the certificate, whatever the time; NULL if it does. */
const char *credentials_distrust(const credentials *read);
int credentials_may_serve(const credentials *read);
int credentials_may_ask(const credentials *read);
int credentials_have_address(const credentials *read, struct bytes address);
int credentials_have_name(const credentials *read, const char *name);
/* The first and the last moment, in seconds since 1970, of the certificate or of the authority; of
 * several the last beginning and the first end. */
void credentials_period(const credentials *read, int of_authority, int64_t *from, int64_t *until);
