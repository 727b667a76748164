import CallModel
import FlowLanguage

extension Outcome {
  /// The kind of failure when somebody could not be reached (SEMANTICS.md 1.5, "failure kinds").
  static func ofCall(code: Int?, subCode: Int?) -> Outcome {
    let farSide = subCode.flatMap { $0 >= 100_000 ? $0 % 1000 : nil }
    if isIn([486, 600], code, farSide) || isIn([8539, 8540], subCode, nil) { return .busy }
    if isIn([603], code, farSide) || isIn([8538], subCode, nil) { return .declined }
    if isIn([408, 480], code, farSide) || isIn([8541, 8587, 10057], subCode, nil) {
      return .noAnswer
    }
    return .failed
  }

  /// The kind of failure that an event reports.
  static func ofCall(_ result: ResultInformation?) -> Outcome {
    ofCall(code: result?.code, subCode: result?.subCode)
  }

  /// The kind of failure that a refusal reports; its status is HTTP's, not the far side's.
  static func ofCall(refused refusal: Refusal) -> Outcome {
    ofCall(code: nil, subCode: refusal.code.flatMap { Int($0) })
  }

  private static func isIn(_ codes: [Int], _ first: Int?, _ second: Int?) -> Bool {
    codes.contains { $0 == first || $0 == second }
  }
}
