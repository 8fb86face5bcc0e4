package llamajar.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// TLS from two PEM files.
final class TlsContext {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  private TlsContext() {}

  /// @throws IOException if a file can't be read or is not what it should be
  static SSLContext of(HttpOptions.Tls tls) throws IOException {
    try (InputStream in = Files.newInputStream(tls.certificate())) {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(new Certificate[0]);
      if (chain.length == 0) {
        throw new IOException(tls.certificate() + ": there is no certificate in it; PEM is wanted");
      }
      PrivateKey key = privateKey(tls.key());
      if (!belongTogether(key, chain[0])) {
        throw new IOException(
            "%s: this key does not belong to the first certificate of %s"
                .formatted(tls.key(), tls.certificate()));
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", key, new char[0], chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "%s, %s: %s".formatted(tls.certificate(), tls.key(), e.getMessage()), e);
    }
  }

  /// Whether what one signs the other confirms. Otherwise every client would see a broken handshake
  /// instead of whoever starts the server.
  private static boolean belongTogether(PrivateKey key, Certificate certificate)
      throws GeneralSecurityException {
    if (!sameKind(key.getAlgorithm(), certificate.getPublicKey().getAlgorithm())) {
      return false;
    }
    String algorithm =
        switch (key.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> key.getAlgorithm();
        };
    byte[] text = {1, 2, 3};
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(text);
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(text);
    return signature.verify(signed);
  }

  private static boolean sameKind(String one, String other) {
    boolean edwards = one.startsWith("Ed") && other.startsWith("Ed");
    return edwards || one.equals(other);
  }

  private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
    String text = Files.readString(file);
    int from = text.indexOf(BEGIN);
    int to = text.indexOf(END);
    if (from < 0 || to < from) {
      throw new IOException(
          file
              + ": there is no '"
              + BEGIN
              + "' in it; convert the key with 'openssl pkcs8 -topk8 -nodes'");
    }
    byte[] der = Base64.getMimeDecoder().decode(text.substring(from + BEGIN.length(), to));
    for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException e) {
        // One of another kind.
      }
    }
    throw new IOException(file + ": a key of an unknown kind; RSA, EC and EdDSA are known");
  }
}
