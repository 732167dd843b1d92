#pragma once

#include <stddef.h>
#include <stdint.h>

/* Cryptography, and what OpenSSL, and so curl, makes of certificates. Its libcrypto is loaded at
 * run time.
 *
 * Call libcrypto_load() first. It loads the library once and returns NULL, or what is wrong in the
 * words of dlerror(3). The other functions that return words return NULL if nothing is wrong. */
const char *libcrypto_load(void);

struct bytes {
    const void *start;
    size_t count;
};

/* Whether the second certificate's key has signed the first one. Both are in DER. */
int certificate_is_signed(struct bytes certificate, struct bytes issuer);
/* Whether a private key, in DER of any kind, is the certificate's. */
int certificate_has_key(struct bytes certificate, struct bytes key);

/* Why curl would not read a file in PEM: that of authorities, that of a machine's certificate with
 * those that follow it, that of its key. */
const char *pem_authorities_problem(struct bytes file);
const char *pem_chain_problem(struct bytes file);
const char *pem_key_problem(struct bytes file);

/* Why OpenSSL does not believe the first of a chain of certificates, in DER and without anything
 * between them, by those that are trusted, written likewise: as a server's if `is_server`. The time
 * is not looked at. */
const char *chain_problem(struct bytes chain, struct bytes trusted, int is_server);

/* Signs a message with a private key in DER; how many bytes the signature has, 0 where none can be
 * made. */
size_t key_sign(struct bytes key, struct bytes message, void *room, size_t size);
/* Whether the key of a certificate in DER has signed a message. */
int certificate_has_signed(struct bytes certificate, struct bytes message, struct bytes signature);
