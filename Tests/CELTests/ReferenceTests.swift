import Foundation
import Testing

@testable import CEL

@Suite struct ReferenceTests {
  private static let page = URL(filePath: #filePath)
    .deletingLastPathComponent()
    .appending(path: "../../docs/expressions.md")

  @Test func `the page of the reference is what the declarations say`() throws {
    if ProcessInfo.processInfo.environment["UPDATE_FIXTURES"] != nil {
      try Data(expressionReference().utf8).write(to: Self.page)
    }
    let page = String(decoding: try Data(contentsOf: Self.page), as: UTF8.self)
    #expect(
      page == expressionReference(),
      "docs/expressions.md is out of date; UPDATE_FIXTURES=1 writes it anew"
    )
  }

  @Test(arguments: (operatorForms + macroForms).map(\.example))
  func `the example of every operator and macro gives what the reference says`(
    example: CELFunction.Example
  ) throws {
    let given = try #require(value(example.source), "\(reported(example.source))")
    #expect(given == value(example.result), "\(example.source)")
  }

  @Test func `every operator has an entry`() {
    let usages = operatorForms.flatMap(\.usages).joined(separator: "\n")
    for binary in BinaryOperator.allCases {
      #expect(usages.contains(" \(binary.rawValue) "), "\(binary)")
    }
  }
}
