internal import FlowEngine
package import FlowLanguage
internal import Foundation

/// Reads secrets at the moment they are needed, so that one that is changed is seen.
package struct SecretReading: Sendable {
  private let read: @Sendable (SecretReference) throws(SecretFailure) -> String

  /// Makes a way to read secrets.
  package init(
    _ read: @escaping @Sendable (SecretReference) throws(SecretFailure) -> String
  ) {
    self.read = read
  }

  /// Reads the process's environment, and files; a relative path starts from the project's folder.
  package static func system(folder: String) -> SecretReading {
    SecretReading { reference throws(SecretFailure) in
      switch reference {
      case .environment(let name): try environmentSecret(name)
      case .file(let path): try fileSecret(path, in: folder)
      }
    }
  }

  /// Why a secret cannot be had now; nil where it can.
  package func failure(of reference: SecretReference) -> SecretFailure? {
    do throws(SecretFailure) {
      _ = try read(reference)
      return nil
    } catch {
      return error
    }
  }

  /// The secret's text.
  package func callAsFunction(_ reference: SecretReference) throws(SecretFailure) -> String {
    try read(reference)
  }
}

/// Why a secret cannot be had now; never says what is in it.
package enum SecretFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The flow knows no secret of that name.
  case undeclared(setting: String)
  /// The environment variable is not set.
  case unset(variable: String)
  /// The file cannot be read as text.
  case unreadable(path: String)

  /// What is wrong.
  package var description: String {
    switch self {
    case .undeclared(let setting): "the setting `\(setting)` has no secret"
    case .unset(let variable): "the environment variable `\(variable)` is not set"
    case .unreadable(let path): "the secret's file `\(path)` cannot be read"
    }
  }
}

/// Puts a text together whose secrets are named.
struct SecretResolver {
  /// Where each setting's secret is read.
  let references: [String: SecretReference]
  /// Reads them.
  let reading: SecretReading
  /// Learns each before it goes anywhere.
  let scrubber: Scrubber

  /// The whole text.
  func text(of parts: [HTTPEffect.TextPart]) throws(SecretFailure) -> String {
    var text = ""
    for part in parts {
      switch part {
      case .text(let piece): text += piece
      case .secret(let setting): text += try secret(setting)
      case .encodedSecret(let setting): text += try secret(setting).percentEncoded
      }
    }
    return text
  }

  private func secret(_ setting: String) throws(SecretFailure) -> String {
    guard let reference = references[setting] else { throw .undeclared(setting: setting) }
    let secret = try reading(reference)
    scrubber.learn(secret)
    return secret
  }
}

private func environmentSecret(_ name: String) throws(SecretFailure) -> String {
  guard let value = ProcessInfo.processInfo.environment[name] else { throw .unset(variable: name) }
  return value
}

private func fileSecret(_ path: String, in folder: String) throws(SecretFailure) -> String {
  let url = URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: folder, isDirectory: true))
  let bytes: Data
  do {
    bytes = try Data(contentsOf: url)
  } catch {
    throw .unreadable(path: path)
  }
  guard bytes.count <= HostLimits.secretBytes,
    var text = String(validating: bytes, as: UTF8.self)
  else { throw .unreadable(path: path) }
  if text.utf8.last == UInt8(ascii: "\n") { text.removeLast() }
  return text
}
