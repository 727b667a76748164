import FlowLanguage
import FlowRuntime
import FlowServer
import Foundation

/// What an environment variable holds; nil where it is not set, or empty.
func environmentValue(_ name: String) -> String? {
  guard let text = ProcessInfo.processInfo.environment[name], !text.isEmpty else { return nil }
  return text
}

/// A secret that the environment gives, in the variable itself or in the file that `NAME_FILE` names,
/// as systemd's credentials and containers' secrets do; nil where it gives none.
///
/// Throws a complaint where both are set, or the file cannot be read or is empty.
func environmentSecret(_ name: String) throws(Complaint) -> String? {
  let text = environmentValue(name)
  guard let path = environmentValue(fileVariable(of: name)) else { return text }
  guard text == nil else {
    throw Complaint("the environment variables \(name) and \(fileVariable(of: name)) are both set")
  }
  let secret: String
  do throws(SecretFailure) {
    secret = try SecretReading.system(folder: ".")(.file(path))
  } catch {
    throw Complaint("\(fileVariable(of: name)): \(error)")
  }
  guard !secret.isEmpty else {
    throw Complaint("\(fileVariable(of: name)): the file `\(path)` is empty")
  }
  return secret
}

/// Whether the environment gives a secret, whatever it is.
func isGiven(secret name: String) -> Bool {
  environmentValue(name) != nil || environmentValue(fileVariable(of: name)) != nil
}

private func fileVariable(of name: String) -> String { name + "_FILE" }

extension Secret {
  /// The environment variable that holds the key, for servers and for who asks them.
  static let adminVariable = "FLOWCTL_ADMIN_KEY"
  /// The environment variable that holds the secret of Event Grid's deliveries.
  static let eventGridVariable = "EVENT_GRID_SECRET"

  /// The key to the admin API that the environment gives; nil where it gives none.
  static func admin() throws -> Secret? { try ofEnvironment(adminVariable) }

  /// The secret that the environment gives; nil where it gives none.
  static func ofEnvironment(_ variable: String) throws -> Secret? {
    try environmentSecret(variable).map { text in try Secret(text, of: variable) }
  }
}
