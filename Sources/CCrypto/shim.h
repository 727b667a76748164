#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

/// What `EVP_PKEY_fromdata` makes of the two numbers of a public key; Swift does not see the macro.
static const int publicKeySelection = EVP_PKEY_PUBLIC_KEY;
