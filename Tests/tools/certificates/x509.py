"""Certificates byte by byte: what libraries for making them do not make."""

import base64
import datetime
import ipaddress
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import pkcs12

COMMON_NAME, EKU, KEY_USAGE, NAMES = "2.5.4.3", "2.5.29.37", "2.5.29.15", "2.5.29.30"
SERVER, CLIENT, ANY = "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "2.5.29.37.0"
KEY_CERT_SIGN = 5
RSA, RSA_PSS, MGF1 = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10", "1.2.840.113549.1.1.8"
CURVES = {"P-256": "1.2.840.10045.3.1.7"}
HASHES = {"sha1": hashes.SHA1, "sha224": hashes.SHA224, "sha256": hashes.SHA256, "sha384": hashes.SHA384,
          "sha512": hashes.SHA512}
HASH_OIDS = {"sha256": "2.16.840.1.101.3.4.2.1"}
SIGNATURES = {
    "rsa-sha1": "1.2.840.113549.1.1.5", "rsa-sha224": "1.2.840.113549.1.1.14", "rsa-sha256": "1.2.840.113549.1.1.11",
    "ecdsa-sha1": "1.2.840.10045.4.1", "ecdsa-sha224": "1.2.840.10045.4.3.1", "ecdsa-sha256": "1.2.840.10045.4.3.2",
    "ecdsa-sha384": "1.2.840.10045.4.3.3", "ecdsa-sha512": "1.2.840.10045.4.3.4", "dsa-sha256": "2.16.840.1.101.3.4.3.2",
    "ed25519": "1.3.101.112", "ed448": "1.3.101.113",
}


class DER:
    """An encoder. Everything is bytes."""

    @staticmethod
    def tagged(tag, content):
        size = len(content)
        if size < 128:
            return bytes([tag, size]) + content
        length = size.to_bytes((size.bit_length() + 7) // 8, "big")
        return bytes([tag, 0x80 | len(length)]) + length + content

    @staticmethod
    def sequence(*parts):
        return DER.tagged(0x30, b"".join(parts))

    @staticmethod
    def integer(number):
        size = (number if number >= 0 else ~number).bit_length() // 8 + 1
        return DER.tagged(0x02, number.to_bytes(size, "big", signed=True))

    @staticmethod
    def octets(content):
        return DER.tagged(0x04, content)

    @staticmethod
    def bits(content, unused=0):
        return DER.tagged(0x03, bytes([unused]) + content)

    @staticmethod
    def utf8(text):
        return DER.tagged(0x0C, text.encode())

    @staticmethod
    def true():
        return b"\x01\x01\xff"

    @staticmethod
    def oid(dotted):
        first, second, *others = map(int, dotted.split("."))
        out = b""
        for number in [first * 40 + second, *others]:
            groups = [number & 0x7F]
            while number := number >> 7:
                groups.insert(0, number & 0x7F | 0x80)
            out += bytes(groups)
        return DER.tagged(0x06, out)

    @staticmethod
    def lengthened(text):
        """A certificate in PEM, in DER with a length that is longer than it need be."""
        der = base64.b64decode(b"".join(text.splitlines()[1:-1]))
        assert der[1] == 0x82
        return der[:1] + b"\x83\x00" + der[2:]


def pem(der, label="CERTIFICATE"):
    lines = base64.encodebytes(der).replace(b"\n", b"")
    wrapped = b"".join(lines[start:start + 64] + b"\n" for start in range(0, len(lines), 64))
    return f"-----BEGIN {label}-----\n".encode() + wrapped + f"-----END {label}-----\n".encode()


def name(value):
    """A name of one CN, as a string or in DER."""
    value = DER.utf8(value) if isinstance(value, str) else value
    return DER.sequence(DER.tagged(0x31, DER.sequence(DER.oid(COMMON_NAME), value)))


class Key:
    """A private key, and what a certificate says of it."""

    made = {}

    def __init__(self, kind="P-256", bits=2048, exponent=65537):
        self.kind = kind
        curves = {"P-224": ec.SECP224R1, "P-256": ec.SECP256R1, "P-384": ec.SECP384R1, "P-521": ec.SECP521R1,
                  "secp256k1": ec.SECP256K1, "brainpoolP256r1": ec.BrainpoolP256R1}
        if kind == "rsa":
            # They take their time; two of a size do.
            mine = Key.made.setdefault(bits, [])
            if len(mine) < 2:
                mine.append(rsa.generate_private_key(exponent, bits))
            else:
                mine.reverse()
            self.key = mine[-1]
        elif kind == "dsa":
            self.key = dsa.generate_private_key(2048)
        elif kind in ("ed25519", "ed448"):
            self.key = {"ed25519": ed25519.Ed25519PrivateKey, "ed448": ed448.Ed448PrivateKey}[kind].generate()
        else:
            self.key = ec.generate_private_key(curves[kind]())
        self.info = self.key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)

    @property
    def family(self):
        return self.kind if self.kind in ("rsa", "dsa", "ed25519", "ed448") else "ecdsa"

    def compress(self):
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)
        self.info = DER.sequence(DER.sequence(DER.oid("1.2.840.10045.2.1"), DER.oid(CURVES["P-256"])), DER.bits(point))

    @staticmethod
    def curve_written_out():
        prime = 2**256 - 2**224 + 2**192 + 2**96 - 1
        b = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
        generator = bytes.fromhex(
            "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
            "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")
        order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
        field = DER.sequence(DER.oid("1.2.840.10045.1.1"), DER.integer(prime))
        curve = DER.sequence(DER.octets((prime - 3).to_bytes(32, "big")), DER.octets(b.to_bytes(32, "big")))
        return DER.sequence(
            DER.integer(1), field, curve, DER.octets(generator), DER.integer(order), DER.integer(1))

    def explicit(self):
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        algorithm = DER.sequence(DER.oid("1.2.840.10045.2.1"), Key.curve_written_out())
        self.info = DER.sequence(algorithm, DER.bits(point))

    def rsa_numbers(self):
        numbers = self.key.public_key().public_numbers()
        return DER.sequence(DER.integer(numbers.n), DER.integer(numbers.e))

    def drop_parameters(self):
        self.info = DER.sequence(DER.sequence(DER.oid(RSA)), DER.bits(self.rsa_numbers()))

    def lengthen(self, bits):
        numbers = DER.sequence(DER.integer(2**(bits - 1) + 1), DER.integer(65537))
        self.info = DER.sequence(DER.sequence(DER.oid(RSA), b"\x05\x00"), DER.bits(numbers))

    def for_pss(self):
        self.info = DER.sequence(DER.sequence(DER.oid(RSA_PSS)), DER.bits(self.rsa_numbers()))

    def pem(self, form="pkcs8", password=None):
        formats = serialization.PrivateFormat
        if form == "explicit":
            number = self.key.private_numbers().private_value.to_bytes(32, "big")
            written = DER.sequence(DER.integer(1), DER.octets(number))
            algorithm = DER.sequence(DER.oid("1.2.840.10045.2.1"), Key.curve_written_out())
            return pem(DER.sequence(DER.integer(0), algorithm, DER.octets(written)), "PRIVATE KEY")
        form = {"pkcs8": formats.PKCS8, "openssh": formats.OpenSSH}.get(form, formats.TraditionalOpenSSL)
        cipher = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
        return self.key.private_bytes(serialization.Encoding.PEM, form, cipher)

    def der(self):
        return self.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())

    def pkcs12(self):
        return pkcs12.serialize_key_and_certificates(b"a1", self.key, None, None, serialization.NoEncryption())

    def sign(self, message, hash, pss):
        digest = HASHES[hash]()
        if self.family == "rsa":
            scheme = padding.PSS(padding.MGF1(digest), 32 if pss is True else pss) if pss else padding.PKCS1v15()
            return self.key.sign(message, scheme, digest)
        if self.family == "ecdsa":
            return self.key.sign(message, ec.ECDSA(digest))
        if self.family == "dsa":
            return self.key.sign(message, digest)
        return self.key.sign(message)

    def algorithm(self, hash, pss):
        if pss and self.family == "rsa":
            digest = DER.sequence(DER.oid(HASH_OIDS[hash]), b"\x05\x00")
            mask = DER.sequence(DER.oid(MGF1), digest)
            salt = DER.integer(32 if pss is True else pss)
            return DER.sequence(DER.oid(RSA_PSS), DER.sequence(
                DER.tagged(0xA0, digest), DER.tagged(0xA1, mask), DER.tagged(0xA2, salt)))
        if self.family in ("ed25519", "ed448"):
            return DER.sequence(DER.oid(SIGNATURES[self.family]))
        parameters = [b"\x05\x00"] if self.family == "rsa" else []
        return DER.sequence(DER.oid(SIGNATURES[f"{self.family}-{hash}"]), *parameters)


def extension(oid, value, critical=False):
    return (oid, DER.sequence(DER.oid(oid), *([DER.true()] if critical else []), DER.octets(value)))


def usages(*oids):
    return DER.sequence(*map(DER.oid, oids))


def key_usage(*places):
    number = sum(0x80 >> place for place in places)
    return DER.bits(bytes([number]), (number & -number).bit_length() - 1)


def general_names(dns=(), ip=(), raw=()):
    """Of subjects the whole, of constraints a list."""
    names = [DER.tagged(0x82, one.encode()) for one in dns]
    networks = [one for one in ip if "/" in one]
    for one in ip:
        packed = ipaddress.ip_network(one) if "/" in one else ipaddress.ip_address(one)
        names.append(DER.tagged(0x87, packed.network_address.packed + packed.netmask.packed if networks else packed.packed))
    names += raw
    return names if networks else DER.sequence(*names)


def constraints(permitted=(), excluded=()):
    lists = [(0xA0, permitted), (0xA1, excluded)]
    return DER.sequence(*(DER.tagged(tag, b"".join(map(DER.sequence, names))) for tag, names in lists if names))


CA = [extension("2.5.29.19", DER.sequence(DER.true()), critical=True),
      extension(KEY_USAGE, key_usage(KEY_CERT_SIGN, 6), critical=True)]
LEAF = [extension("2.5.29.19", DER.sequence(), critical=True),
        extension(EKU, usages(SERVER, CLIENT)),
        extension("2.5.29.17", general_names(dns=["localhost"], ip=["192.168.99.51", "127.0.0.1"]))]


def moment(days):
    time = datetime.datetime.utcnow() + datetime.timedelta(days=days)
    return DER.tagged(0x17, time.strftime("%y%m%d%H%M%SZ").encode())


def certificate(key, subject, issuer_key, issuer, extensions, days=(-1, 300), times=None, serial=None, hash="sha256",
                pss=False, outer=None):
    """In DER. Version 1 where extensions are None."""
    algorithm = issuer_key.algorithm(hash, pss)
    certificate.serial += 1
    subject, issuer = (one if isinstance(one, bytes) else name(one) for one in (subject, issuer))
    parts = [] if extensions is None else [DER.tagged(0xA0, DER.integer(2))]
    period = [DER.tagged(0x18 if one[:2] == "20" and len(one) == 15 else 0x17, one.encode()) for one in times or ()]
    parts += [DER.integer(certificate.serial if serial is None else serial), algorithm, issuer,
              DER.sequence(*(period or map(moment, days))), subject, key.info]
    if extensions:
        parts.append(DER.tagged(0xA3, DER.sequence(*(one for _, one in extensions))))
    inner = DER.sequence(*parts)
    shown = DER.sequence(DER.oid(SIGNATURES[outer])) if outer else algorithm
    return DER.sequence(inner, shown, DER.bits(issuer_key.sign(inner, hash, pss)))


certificate.serial = 1000


def crl(key, issuer):
    algorithm = key.algorithm("sha256", False)
    inner = DER.sequence(DER.integer(1), algorithm, name(issuer), moment(-1), moment(300))
    return DER.sequence(inner, algorithm, DER.bits(key.sign(inner, "sha256", False)))
