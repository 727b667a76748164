import CEL
import Diagnostics

/// One input of libFuzzer: any text is parsed, checked and evaluated without a trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  var environment = CELEnvironment()
  environment.declare(variable: "n", type: .int)
  environment.declare(variable: "text", type: .string)
  environment.declare(variable: "list", type: .list(.int))
  let (expression, _) = compileCEL(SourceFragment(detached: text), in: environment)
  _ = splitTemplate(SourceFragment(detached: text))
  guard let expression else { return 0 }
  do {
    _ = try expression.evaluate(costLimit: 10_000) { variable in
      switch variable.name {
      case "n": .int(3)
      case "text": .string("three")
      default: .list([.int(1), .int(2), .int(3)])
      }
    }
  } catch {
    return 0
  }
  return 0
}

/// The package manager gives programs this entry; libFuzzer's driver does the rest.
@_cdecl("CELFuzz_main")
public func start(
  _ count: CInt,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  var count = count
  var arguments = arguments
  return runDriver(&count, &arguments, testOneInput)
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ test: @convention(c) (UnsafePointer<UInt8>, Int) -> CInt
) -> CInt
