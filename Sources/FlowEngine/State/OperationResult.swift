import CallModel
import FieldCoding
import FlowLanguage

/// How an operation ended.
enum OperationResult: Hashable, Sendable {
  case succeeded
  /// Somebody joined; who, where the service said.
  case joined(Identifier?)
  /// Something was recognized.
  case recognized(RecognitionResult?)
  /// An HTTP request ended.
  case http(HTTPResult)
  case failed(Outcome, StepReason)

  /// A failure of no more particular kind.
  static func failed(_ reason: StepReason) -> OperationResult { .failed(.failed, reason) }
}

extension OperationResult: FieldCases {
  enum Tag: Int, CaseIterable, Sendable {
    case succeeded = 1
    case joined = 2
    case recognized = 3
    case http = 4
    case failed = 5
  }

  func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .succeeded: try output.put(.succeeded)
    case .joined(let party): try output.put(.joined, party)
    case .recognized(let result): try output.put(.recognized, result)
    case .http(let result): try output.put(.http, result)
    case .failed(let outcome, let reason):
      try output.put(.failed, ("outcome", outcome), ("reason", reason))
    }
  }

  static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .succeeded: .succeeded
    case .joined: try .joined(values.next())
    case .recognized: try .recognized(values.next())
    case .http: try .http(values.next())
    case .failed: try .failed(values.next(), values.next())
    }
  }
}
