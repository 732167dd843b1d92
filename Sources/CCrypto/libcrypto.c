#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "CCrypto.h"

/* The library's types are opaque, and these functions are the same from 1.1.1 on: no header of one
 * version is needed. See X509_verify_cert(3), X509_check_host(3), X509_check_purpose(3). */
typedef struct bio_st BIO;
typedef struct x509_st X509;
typedef struct evp_pkey_st EVP_PKEY;
typedef struct x509_store_st X509_STORE;
typedef struct x509_store_ctx_st X509_STORE_CTX;
typedef struct asn1_string_st ASN1_TIME;
typedef struct stack_st OPENSSL_STACK;
typedef int password(char *, int, int, void *);

enum {
    X509_V_FLAG_NO_CHECK_TIME = 0x200000,
    X509_CHECK_FLAG_NEVER_CHECK_SUBJECT = 0x20,
    X509_PURPOSE_SSL_CLIENT = 1,
    X509_PURPOSE_SSL_SERVER = 2,
};

#define FUNCTIONS(FUNCTION)                                                                        \
    FUNCTION(BIO *, BIO_new_mem_buf, (const void *, int))                                          \
    FUNCTION(int, BIO_free, (BIO *))                                                               \
    FUNCTION(X509 *, PEM_read_bio_X509, (BIO *, X509 **, password *, void *))                      \
    FUNCTION(EVP_PKEY *, PEM_read_bio_PrivateKey, (BIO *, EVP_PKEY **, password *, void *))        \
    FUNCTION(void, X509_free, (X509 *))                                                            \
    FUNCTION(void, EVP_PKEY_free, (EVP_PKEY *))                                                    \
    FUNCTION(void, ERR_clear_error, (void))                                                        \
    FUNCTION(int, X509_check_private_key, (const X509 *, const EVP_PKEY *))                        \
    FUNCTION(X509_STORE *, X509_STORE_new, (void))                                                 \
    FUNCTION(int, X509_STORE_add_cert, (X509_STORE *, X509 *))                                     \
    FUNCTION(void, X509_STORE_free, (X509_STORE *))                                                \
    FUNCTION(X509_STORE_CTX *, X509_STORE_CTX_new, (void))                                         \
    FUNCTION(int, X509_STORE_CTX_init, (X509_STORE_CTX *, X509_STORE *, X509 *, OPENSSL_STACK *))  \
    FUNCTION(void, X509_STORE_CTX_set_flags, (X509_STORE_CTX *, unsigned long))                    \
    FUNCTION(int, X509_verify_cert, (X509_STORE_CTX *))                                            \
    FUNCTION(int, X509_STORE_CTX_get_error, (const X509_STORE_CTX *))                              \
    FUNCTION(const char *, X509_verify_cert_error_string, (long))                                  \
    FUNCTION(void, X509_STORE_CTX_free, (X509_STORE_CTX *))                                        \
    FUNCTION(OPENSSL_STACK *, OPENSSL_sk_new_null, (void))                                         \
    FUNCTION(int, OPENSSL_sk_push, (OPENSSL_STACK *, const void *))                                \
    FUNCTION(int, OPENSSL_sk_num, (const OPENSSL_STACK *))                                         \
    FUNCTION(void *, OPENSSL_sk_value, (const OPENSSL_STACK *, int))                               \
    FUNCTION(void, OPENSSL_sk_pop_free, (OPENSSL_STACK *, void (*)(void *)))                       \
    FUNCTION(int, X509_check_purpose, (X509 *, int, int))                                          \
    FUNCTION(int, X509_check_ip, (X509 *, const unsigned char *, size_t, unsigned))                \
    FUNCTION(int, X509_check_host, (X509 *, const char *, size_t, unsigned, char **))              \
    FUNCTION(const ASN1_TIME *, X509_get0_notBefore, (const X509 *))                               \
    FUNCTION(const ASN1_TIME *, X509_get0_notAfter, (const X509 *))                                \
    FUNCTION(int, ASN1_TIME_to_tm, (const ASN1_TIME *, struct tm *))

#define DECLARE(result, name, parameters) static result(*name) parameters;
FUNCTIONS(DECLARE)

static char problem[512];

static void load(void)
{
    static const char *const names[] = {"libcrypto.so.3", "libcrypto.so.4", "libcrypto.so.1.1"};
    void *library = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names && !library; i++) {
        library = dlopen(names[i], RTLD_NOW);
        /* What is wrong with the one that should be there. */
        if (!library && i == 0)
            snprintf(problem, sizeof problem, "%s", dlerror());
    }
    if (!library)
        return;

#define FIND(result, name, parameters)                                                             \
    name = (__typeof__(name))dlsym(library, #name);                                                \
    if (!name) {                                                                                   \
        snprintf(problem, sizeof problem, "%s", dlerror());                                        \
        return;                                                                                    \
    }
    FUNCTIONS(FIND)
    problem[0] = '\0';
}

const char *libcrypto_load(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return problem[0] ? problem : NULL;
}

struct credentials {
    OPENSSL_STACK *authority;
    X509 *certificate;
    /* What follows the certificate in its file: those by which the authority answers for it. */
    OPENSSL_STACK *chain;
    EVP_PKEY *key;
    X509_STORE *trusted;
};

/* A terminal is never asked. */
static int no_password(char *room, int size, int writing, void *unused)
{
    (void)room, (void)size, (void)writing, (void)unused;
    return 0;
}

static void free_certificate(void *certificate)
{
    X509_free(certificate);
}

static OPENSSL_STACK *certificates(BIO *file)
{
    OPENSSL_STACK *found = OPENSSL_sk_new_null();
    X509 *next;
    while (found && (next = PEM_read_bio_X509(file, NULL, no_password, NULL)))
        if (!OPENSSL_sk_push(found, next)) {
            X509_free(next);
            break;
        }
    /* The end of the file is an error in its queue. */
    ERR_clear_error();
    return found;
}

static BIO *open_bytes(struct bytes bytes)
{
    return BIO_new_mem_buf(bytes.count ? bytes.start : "", (int)bytes.count);
}

credentials *credentials_read(struct bytes authority, struct bytes certificate, struct bytes key)
{
    credentials *read = calloc(1, sizeof *read);
    BIO *files[] = {open_bytes(authority), open_bytes(certificate), open_bytes(key)};
    int is_whole = read && files[0] && files[1] && files[2];
    if (is_whole) {
        read->authority = certificates(files[0]);
        read->certificate = PEM_read_bio_X509(files[1], NULL, no_password, NULL);
        read->chain = certificates(files[1]);
        read->key = PEM_read_bio_PrivateKey(files[2], NULL, no_password, NULL);
        read->trusted = X509_STORE_new();
        ERR_clear_error();
        is_whole = read->authority && read->chain && read->trusted;
    }
    for (int i = 0; is_whole && i < OPENSSL_sk_num(read->authority); i++)
        is_whole = X509_STORE_add_cert(read->trusted, OPENSSL_sk_value(read->authority, i));
    for (int i = 0; i < 3; i++)
        BIO_free(files[i]);
    if (is_whole)
        return read;
    credentials_free(read);
    return NULL;
}

void credentials_free(credentials *read)
{
    if (!read)
        return;
    if (read->authority)
        OPENSSL_sk_pop_free(read->authority, free_certificate);
    if (read->chain)
        OPENSSL_sk_pop_free(read->chain, free_certificate);
    X509_free(read->certificate);
    EVP_PKEY_free(read->key);
    X509_STORE_free(read->trusted);
    free(read);
}

int credentials_have_authority(const credentials *read)
{
    return OPENSSL_sk_num(read->authority) > 0;
}

int credentials_have_certificate(const credentials *read)
{
    return read->certificate != NULL;
}

int credentials_have_key(const credentials *read)
{
    return read->key != NULL;
}

int credentials_have_their_key(const credentials *read)
{
    int fits = X509_check_private_key(read->certificate, read->key) == 1;
    ERR_clear_error();
    return fits;
}

const char *credentials_distrust(const credentials *read)
{
    const char *words = "out of memory";
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    if (context &&
        X509_STORE_CTX_init(context, read->trusted, read->certificate, read->chain)) {
        X509_STORE_CTX_set_flags(context, X509_V_FLAG_NO_CHECK_TIME);
        words = X509_verify_cert(context) == 1
                    ? NULL
                    : X509_verify_cert_error_string(X509_STORE_CTX_get_error(context));
    }
    X509_STORE_CTX_free(context);
    ERR_clear_error();
    return words;
}

int credentials_may_serve(const credentials *read)
{
    return X509_check_purpose(read->certificate, X509_PURPOSE_SSL_SERVER, 0) == 1;
}

int credentials_may_ask(const credentials *read)
{
    return X509_check_purpose(read->certificate, X509_PURPOSE_SSL_CLIENT, 0) == 1;
}

int credentials_have_address(const credentials *read, struct bytes address)
{
    return X509_check_ip(read->certificate, address.start, address.count, 0) == 1;
}

int credentials_have_name(const credentials *read, const char *name)
{
    /* Go's clients look at no common name. */
    unsigned flags = X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
    return X509_check_host(read->certificate, name, 0, flags, NULL) == 1;
}

static int64_t seconds(const ASN1_TIME *time)
{
    struct tm parts = {0};
    return ASN1_TIME_to_tm(time, &parts) == 1 ? (int64_t)timegm(&parts) : 0;
}

void credentials_period(const credentials *read, int of_authority, int64_t *from, int64_t *until)
{
    *from = INT64_MIN;
    *until = INT64_MAX;
    int count = of_authority ? OPENSSL_sk_num(read->authority) : 1;
    for (int i = 0; i < count; i++) {
        const X509 *one =
            of_authority ? OPENSSL_sk_value(read->authority, i) : read->certificate;
        int64_t first = seconds(X509_get0_notBefore(one)), last = seconds(X509_get0_notAfter(one));
        *from = first > *from ? first : *from;
        *until = last < *until ? last : *until;
    }
}
