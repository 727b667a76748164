import Foundation
import Testing

@testable import CEL

@Suite struct FunctionTests {
  private static let examples = functionFamilies.flatMap { family in
    family.functions.flatMap { function in function.example.map { [$0] } ?? [] }
  }

  @Test(arguments: examples)
  func `every documented example gives what the reference says`(
    example: CELFunction.Example
  ) throws {
    let given = try #require(value(example.source), "\(reported(example.source))")
    let expected = try #require(value(example.result), "\(reported(example.result))")
    #expect(given == expected, "\(example.source)")
  }

  @Test func `every function has a sentence and an example in one of its entries`() {
    for (name, function) in standardFunctions {
      #expect(function.documentation.hasSuffix("."), "\(name)")
      #expect(function.example != nil, "\(name)")
    }
  }

  @Test(
    arguments: [
      ("'a,b,c'.split(',')", "['a', 'b', 'c']"), ("'abc'.split('')", "['a', 'b', 'c']"),
      ("'abc'.split('', 2)", "['a', 'bc']"), ("''.split(',')", "['']"),
      ("'a,b'.split(',', 0)", "[]"),
      ("'abc'.replace('', '-')", "'-a-b-c-'"), ("'aaa'.replace('a', 'b', 0)", "'aaa'"),
      ("'aaa'.replace('aa', 'b')", "'ba'"), ("'abc'.lastIndexOf('')", "3"),
      ("'abab'.lastIndexOf('ab', 1)", "0"),
      ("''.indexOf('')", "0"), ("[1, 2.5, 2u].sort()", "[1, 2u, 2.5]"), ("[[]].flatten()", "[]"),
      ("'%x %X %o %b'.format([-255, b'\\xff', 8, -5])", "'-ff FF 10 -101'"),
      ("'%.2e'.format([1234.5])", "'1.23e+03'"), ("string(ip('::'))", "'::'"),
      ("string(ip('1:0:0:2:0:0:0:3'))", "'1:0:0:2::3'"), ("isIP('::ffff:1.2.3.4')", "false"),
      ("isIP('1.2.3.04')", "false"),
      ("ip('::ffff:c0a8:1') == ip('192.168.0.1')", "true"),
      ("ip('::ffff:c0a8:1') == ip('192.168.10.1')", "false"),
      ("ip('::c0a8:1') == ip('192.168.0.1')", "false"),
      ("ip('192.168.0.1') in [ip('::ffff:c0a8:1')]", "true"),
      ("ip('::ffff:c0a8:1').family()", "6"),
      ("cidr('192.168.0.0/16') == cidr('::ffff:c0a8:0/112')", "true"),
      ("cidr('192.168.0.0/16').containsIP('::ffff:c0a8:1')", "true"),
      ("cidr('::ffff:c0a8:0/112').containsIP('192.168.0.1')", "true"),
      ("cidr('::/0').containsIP('::ffff:c0a8:1')", "true"),
      ("cidr('::/0').containsIP('192.168.0.1')", "false"),
      ("cidr('::ffff:0:0/96').containsCIDR('10.0.0.0/8')", "true"),
      ("cidr('10.1.2.3/0').containsIP('255.0.0.1')", "true"),
      ("math.round(-2.5)", "-3.0"), ("math.bitShiftLeft(1, 63)", "-9223372036854775808"),
      ("base64.decode('/+8=')", "b'\\xff\\xef'"),
      ("{'a': 1}.transformMapEntry(k, v, {string(v): k})", "{'1': 'a'}"),
    ] as [(String, String)]
  )
  func `functions keep to the edges of their domains`(source: String, expected: String) {
    #expect(value(source) != nil, "\(evaluate(source))")
    #expect(value(source) == value(expected))
  }

  @Test func `functions with limits keep to them`() {
    #expect(failure("'%.\(CELLimits.formatPrecision)f'.format([1.5])") == nil)
    #expect(failure("'%.\(CELLimits.formatPrecision + 1)f'.format([1.5])") == .limit)
    #expect(failure("lists.range(\(CELLimits.distinctElements)).distinct()") == nil)
    #expect(failure("lists.range(\(CELLimits.distinctElements + 1)).distinct()") == .limit)
  }
}
