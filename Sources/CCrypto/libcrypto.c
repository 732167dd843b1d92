#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "CCrypto.h"

/* The library's types are opaque, and these functions are the same from 1.1.1 on: no header of one
 * version is needed. See X509_verify_cert(3), X509_VERIFY_PARAM_set_flags(3), d2i_X509(3). */
typedef struct bio_st BIO;
typedef struct x509_st X509;
typedef struct evp_pkey_st EVP_PKEY;
typedef struct x509_store_st X509_STORE;
typedef struct x509_store_ctx_st X509_STORE_CTX;
typedef struct verify_parameters_st X509_VERIFY_PARAM;
typedef struct stack_st OPENSSL_STACK;
typedef struct evp_md_st EVP_MD;
typedef struct evp_md_ctx_st EVP_MD_CTX;
typedef struct evp_pkey_ctx_st EVP_PKEY_CTX;
typedef struct engine_st ENGINE;
typedef int password(char *, int, int, void *);

enum {
    X509_V_FLAG_PARTIAL_CHAIN = 0x80000,
    X509_V_FLAG_NO_CHECK_TIME = 0x200000,
    ERR_LIB_PEM = 9,
    PEM_R_NO_START_LINE = 108,
    /* What the library of Debian, Ubuntu, Fedora and RHEL asks of keys and signatures. */
    SECURITY_LEVEL = 2,
};

#define FUNCTIONS(FUNCTION)                                                                        \
    FUNCTION(BIO *, BIO_new_mem_buf, (const void *, int))                                          \
    FUNCTION(int, BIO_free, (BIO *))                                                               \
    FUNCTION(X509 *, d2i_X509, (X509 **, const unsigned char **, long))                            \
    FUNCTION(EVP_PKEY *, d2i_AutoPrivateKey, (EVP_PKEY **, const unsigned char **, long))          \
    FUNCTION(X509 *, PEM_read_bio_X509_AUX, (BIO *, X509 **, password *, void *))                  \
    FUNCTION(X509 *, PEM_read_bio_X509, (BIO *, X509 **, password *, void *))                      \
    FUNCTION(EVP_PKEY *, PEM_read_bio_PrivateKey, (BIO *, EVP_PKEY **, password *, void *))        \
    FUNCTION(OPENSSL_STACK *, PEM_X509_INFO_read_bio,                                              \
             (BIO *, OPENSSL_STACK *, password *, void *))                                         \
    FUNCTION(void, X509_INFO_free, (void *))                                                       \
    FUNCTION(void, X509_free, (X509 *))                                                            \
    FUNCTION(void, EVP_PKEY_free, (EVP_PKEY *))                                                    \
    FUNCTION(void, ERR_clear_error, (void))                                                        \
    FUNCTION(unsigned long, ERR_peek_last_error, (void))                                           \
    FUNCTION(const char *, ERR_reason_error_string, (unsigned long))                               \
    FUNCTION(EVP_PKEY *, X509_get0_pubkey, (const X509 *))                                         \
    FUNCTION(int, X509_verify, (X509 *, EVP_PKEY *))                                               \
    FUNCTION(int, X509_check_private_key, (const X509 *, const EVP_PKEY *))                        \
    FUNCTION(X509_STORE *, X509_STORE_new, (void))                                                 \
    FUNCTION(int, X509_STORE_add_cert, (X509_STORE *, X509 *))                                     \
    FUNCTION(void, X509_STORE_free, (X509_STORE *))                                                \
    FUNCTION(X509_STORE_CTX *, X509_STORE_CTX_new, (void))                                         \
    FUNCTION(int, X509_STORE_CTX_init, (X509_STORE_CTX *, X509_STORE *, X509 *, OPENSSL_STACK *))  \
    FUNCTION(int, X509_STORE_CTX_set_default, (X509_STORE_CTX *, const char *))                    \
    FUNCTION(X509_VERIFY_PARAM *, X509_STORE_CTX_get0_param, (X509_STORE_CTX *))                   \
    FUNCTION(int, X509_VERIFY_PARAM_set_flags, (X509_VERIFY_PARAM *, unsigned long))               \
    FUNCTION(void, X509_VERIFY_PARAM_set_auth_level, (X509_VERIFY_PARAM *, int))                   \
    FUNCTION(int, X509_verify_cert, (X509_STORE_CTX *))                                            \
    FUNCTION(int, X509_STORE_CTX_get_error, (const X509_STORE_CTX *))                              \
    FUNCTION(const char *, X509_verify_cert_error_string, (long))                                  \
    FUNCTION(void, X509_STORE_CTX_free, (X509_STORE_CTX *))                                        \
    FUNCTION(OPENSSL_STACK *, OPENSSL_sk_new_null, (void))                                         \
    FUNCTION(int, OPENSSL_sk_push, (OPENSSL_STACK *, const void *))                                \
    FUNCTION(int, OPENSSL_sk_num, (const OPENSSL_STACK *))                                         \
    FUNCTION(void *, OPENSSL_sk_value, (const OPENSSL_STACK *, int))                               \
    FUNCTION(void, OPENSSL_sk_pop_free, (OPENSSL_STACK *, void (*)(void *)))                       \
    FUNCTION(const EVP_MD *, EVP_sha256, (void))                                                   \
    FUNCTION(EVP_MD_CTX *, EVP_MD_CTX_new, (void))                                                 \
    FUNCTION(void, EVP_MD_CTX_free, (EVP_MD_CTX *))                                                \
    FUNCTION(int, EVP_DigestSignInit,                                                              \
             (EVP_MD_CTX *, EVP_PKEY_CTX **, const EVP_MD *, ENGINE *, EVP_PKEY *))                \
    FUNCTION(int, EVP_DigestSign,                                                                  \
             (EVP_MD_CTX *, unsigned char *, size_t *, const unsigned char *, size_t))             \
    FUNCTION(int, EVP_DigestVerifyInit,                                                            \
             (EVP_MD_CTX *, EVP_PKEY_CTX **, const EVP_MD *, ENGINE *, EVP_PKEY *))                \
    FUNCTION(int, EVP_DigestVerify,                                                                \
             (EVP_MD_CTX *, const unsigned char *, size_t, const unsigned char *, size_t))

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

static X509 *certificate_of(struct bytes der)
{
    const unsigned char *next = der.start;
    return d2i_X509(NULL, &next, (long)der.count);
}

static EVP_PKEY *key_of(struct bytes der)
{
    const unsigned char *next = der.start;
    return d2i_AutoPrivateKey(NULL, &next, (long)der.count);
}

int certificate_is_signed(struct bytes certificate, struct bytes issuer)
{
    X509 *one = certificate_of(certificate), *other = certificate_of(issuer);
    EVP_PKEY *key = one && other ? X509_get0_pubkey(other) : NULL;
    int is_signed = key && X509_verify(one, key) == 1;
    X509_free(one);
    X509_free(other);
    ERR_clear_error();
    return is_signed;
}

int certificate_has_key(struct bytes certificate, struct bytes key)
{
    X509 *one = certificate_of(certificate);
    EVP_PKEY *own = key_of(key);
    int fits = one && own && X509_check_private_key(one, own) == 1;
    X509_free(one);
    EVP_PKEY_free(own);
    ERR_clear_error();
    return fits;
}

static BIO *open_bytes(struct bytes bytes)
{
    return BIO_new_mem_buf(bytes.count ? bytes.start : "", (int)bytes.count);
}

/* What the last call did not like. */
static const char *last_problem(void)
{
    const char *words = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return words ? words : "it cannot be read";
}

const char *pem_authorities_problem(struct bytes file)
{
    BIO *text = open_bytes(file);
    OPENSSL_STACK *found = text ? PEM_X509_INFO_read_bio(text, NULL, no_password, NULL) : NULL;
    const char *words = found ? NULL : last_problem();
    if (found)
        OPENSSL_sk_pop_free(found, X509_INFO_free);
    BIO_free(text);
    ERR_clear_error();
    return words;
}

const char *pem_chain_problem(struct bytes file)
{
    BIO *text = open_bytes(file);
    X509 *next = text ? PEM_read_bio_X509_AUX(text, NULL, no_password, NULL) : NULL;
    const char *words = next ? NULL : last_problem();
    while (next) {
        X509_free(next);
        next = PEM_read_bio_X509(text, NULL, no_password, NULL);
    }
    /* The end of the file is an error like another. */
    unsigned long error = ERR_peek_last_error();
    int is_end = (error & 0xfff) == PEM_R_NO_START_LINE &&
                 /* In the form of 3.0 and later, and in that of 1.1.1. */
                 ((error >> 23 & 0xff) == ERR_LIB_PEM || (error >> 24 & 0xff) == ERR_LIB_PEM);
    if (!words && !is_end)
        words = last_problem();
    BIO_free(text);
    ERR_clear_error();
    return words;
}

const char *pem_key_problem(struct bytes file)
{
    BIO *text = open_bytes(file);
    EVP_PKEY *key = text ? PEM_read_bio_PrivateKey(text, NULL, no_password, NULL) : NULL;
    const char *words = key ? NULL : last_problem();
    EVP_PKEY_free(key);
    BIO_free(text);
    ERR_clear_error();
    return words;
}

static OPENSSL_STACK *certificates(struct bytes der)
{
    const unsigned char *next = der.start, *end = next + der.count;
    OPENSSL_STACK *found = OPENSSL_sk_new_null();
    X509 *certificate;
    while (found && next < end && (certificate = d2i_X509(NULL, &next, end - next)))
        if (!OPENSSL_sk_push(found, certificate)) {
            X509_free(certificate);
            break;
        }
    return found;
}

/* As libssl calls it for curl (ssl_verify_cert_chain), which takes whatever is trusted for an
 * end. */
static const char *verify(OPENSSL_STACK *chain, X509_STORE *trusted, int is_server)
{
    const char *words = "out of memory";
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    if (context &&
        X509_STORE_CTX_init(context, trusted, OPENSSL_sk_value(chain, 0), chain) == 1 &&
        (!is_server || X509_STORE_CTX_set_default(context, "ssl_server"))) {
        X509_VERIFY_PARAM *rules = X509_STORE_CTX_get0_param(context);
        X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_PARTIAL_CHAIN);
        X509_VERIFY_PARAM_set_auth_level(rules, SECURITY_LEVEL);
        words = X509_verify_cert(context) == 1
                    ? NULL
                    : X509_verify_cert_error_string(X509_STORE_CTX_get_error(context));
    }
    X509_STORE_CTX_free(context);
    return words;
}

const char *chain_problem(struct bytes chain, struct bytes trusted, int is_server)
{
    const char *words = "out of memory";
    OPENSSL_STACK *presented = certificates(chain), *anchors = certificates(trusted);
    X509_STORE *store = X509_STORE_new();
    int is_whole = presented && anchors && store && OPENSSL_sk_num(presented) > 0;
    for (int i = 0; is_whole && i < OPENSSL_sk_num(anchors); i++)
        is_whole = X509_STORE_add_cert(store, OPENSSL_sk_value(anchors, i));
    if (is_whole)
        words = verify(presented, store, is_server);
    if (presented)
        OPENSSL_sk_pop_free(presented, free_certificate);
    if (anchors)
        OPENSSL_sk_pop_free(anchors, free_certificate);
    X509_STORE_free(store);
    ERR_clear_error();
    return words;
}

/* SHA-256 for RSA and ECDSA keys; Ed25519 has a digest of its own and takes none. */
static const EVP_MD *digest(int attempt)
{
    return attempt == 0 ? EVP_sha256() : NULL;
}

size_t key_sign(struct bytes key, struct bytes message, void *room, size_t size)
{
    EVP_PKEY *own = key_of(key);
    size_t signed_bytes = 0;
    for (int attempt = 0; own && attempt < 2 && !signed_bytes; attempt++) {
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        size_t count = size;
        if (context && EVP_DigestSignInit(context, NULL, digest(attempt), NULL, own) == 1 &&
            EVP_DigestSign(context, room, &count, message.start, message.count) == 1)
            signed_bytes = count;
        EVP_MD_CTX_free(context);
    }
    EVP_PKEY_free(own);
    ERR_clear_error();
    return signed_bytes;
}

int certificate_has_signed(struct bytes certificate, struct bytes message, struct bytes signature)
{
    X509 *signer = certificate_of(certificate);
    EVP_PKEY *key = signer ? X509_get0_pubkey(signer) : NULL;
    int is_signed = 0;
    for (int attempt = 0; key && attempt < 2 && !is_signed; attempt++) {
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        is_signed = context &&
                    EVP_DigestVerifyInit(context, NULL, digest(attempt), NULL, key) == 1 &&
                    EVP_DigestVerify(context, signature.start, signature.count, message.start,
                                     message.count) == 1;
        EVP_MD_CTX_free(context);
    }
    X509_free(signer);
    ERR_clear_error();
    return is_signed;
}
