import Foundation
import Glibc

/// A TLS server on loopback, `openssl s_server`, whose plain side a script has.
///
/// It has one connection at a time, and a certificate of its own for 127.0.0.1 and
/// `calls.contoso.invalid` that nobody vouches for. It ends with its last reference.
package final class TLSPeer: Sendable {
  /// Where it listens.
  package let port: Int
  private let folder: URL
  private let identifier: pid_t

  /// The file of the certificate.
  package var certificate: String { folder.appending(path: "certificate.pem").path }

  /// Offers these protocols (RFC 7301), such as `h2,http/1.1`, and runs `script` on a thread of its
  /// own with what clients send; it blocks while it starts.
  package init(
    protocols: String,
    _ script: @escaping @Sendable (RawConnection) -> Void
  ) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let (certificate, key) = (folder.path + "/certificate.pem", folder.path + "/key.pem")
    try run([
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
      "-subj", "/CN=peer", "-addext", "subjectAltName=IP:127.0.0.1,DNS:calls.contoso.invalid",
      "-days", "2", "-out", certificate, "-keyout", key,
    ])
    var ends: [Int32] = [0, 0]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else {
      throw POSIXError(.EIO)
    }
    defer { close(ends[1]) }
    let plain = RawConnection(ends[0])
    let files = ["-cert", certificate, "-key", key]
    (identifier, port) = try startServer(["-alpn", protocols] + files, plain: ends[1])
    Thread { script(plain) }.start()
  }

  /// A folder that holds the certificate under the name by which OpenSSL looks for it.
  package func hashedFolder() throws -> String {
    let hashed = folder.appending(path: "hashed")
    try FileManager.default.createDirectory(at: hashed, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: certificate,
      toPath: hashed.appending(path: "peer.pem").path
    )
    try run(["rehash", hashed.path])
    return hashed.path
  }

  deinit {
    kill(identifier, SIGKILL)
    var status: Int32 = 0
    waitpid(identifier, &status, 0)
    do { try FileManager.default.removeItem(at: folder) } catch { print("not removed: \(error)") }
  }
}

/// Runs `openssl` to its end.
private func run(_ arguments: [String]) throws {
  let identifier = try spawnProgram("openssl", arguments)
  var status: Int32 = 0
  guard waitpid(identifier, &status, 0) == identifier, status == 0 else {
    throw POSIXError(.ECHILD)
  }
}

/// A port of loopback that nobody listens on.
package func freePort() throws -> Int {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(descriptor) }
  guard let port = bindToLoopback(descriptor) else { throw POSIXError(.EADDRNOTAVAIL) }
  return port
}

/// Starts `openssl s_server` on a port of its own, and waits until it listens.
private func startServer(_ options: [String], plain: Int32) throws -> (pid_t, port: Int) {
  for _ in 1...20 {
    let port = try freePort()
    let identifier = try spawnProgram(
      "openssl",
      ["s_server", "-quiet", "-accept", "127.0.0.1:\(port)"] + options,
      input: plain,
      output: plain
    )
    if try listens(port, identifier) { return (identifier, port) }
    // Somebody else has taken the port meanwhile.
  }
  throw POSIXError(.EADDRINUSE)
}

/// Waits until somebody listens on a port; false where the process has ended before.
///
/// It asks the kernel, for a connection to find out would be a client of the peer's.
private func listens(_ port: Int, _ identifier: pid_t) throws -> Bool {
  let local = "0100007F:" + String(format: "%04X", port)
  for _ in 0..<15_000 {
    var status: Int32 = 0
    guard waitpid(identifier, &status, WNOHANG) == 0 else { return false }
    let table = try kernelFile("/proc/net/tcp")
    let isListening = table.split(separator: "\n").contains { line in
      let columns = line.split(separator: " ")
      return columns.count > 3 && columns[1] == local && columns[3] == "0A"
    }
    if isListening { return true }
    usleep(2_000)
  }
  throw POSIXError(.ETIMEDOUT)
}

/// All of a file of the kernel's, which has no length and comes in pieces: Foundation takes the first
/// for the whole.
private func kernelFile(_ path: String) throws -> String {
  guard let file = fopen(path, "r") else { throw POSIXError(.ENOENT) }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 65_536)
  while case let count = fread(&piece, 1, piece.count, file), count > 0 {
    bytes += piece[..<count]
  }
  return String(decoding: bytes, as: UTF8.self)
}
