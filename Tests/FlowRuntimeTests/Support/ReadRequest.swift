import CallAutomation
import CallModel

@testable import FlowRuntime

extension ServiceRequest {
  /// What a command asks for: `play`, `terminate`; for others the whole path.
  var action: String { path.split(separator: ":").last.map(String.init) ?? "" }

  /// The context in the body, if it has one.
  var operationContext: OperationContext? {
    String(decoding: body, as: UTF8.self).firstMatch(of: /"operationContext":"([^"]+)"/)
      .flatMap { OperationContext(String($0.1)) }
  }
}
