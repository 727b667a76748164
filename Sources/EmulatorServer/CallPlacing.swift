internal import CallEmulator
internal import Diagnostics
internal import FlowSyntax

/// What came of a body that should place a call.
enum CallPlacing {
  /// The call's number.
  case placed(Int)
  /// What is wrong with the script, as text.
  case refused(String)

  /// Reads a caller script and places its call.
  init(script text: [UInt8], _ host: EmulatorHost) {
    var files = SourceFiles()
    let (file, encoding) = readSource(text, name: "script", into: &files)
    let (script, findings) = readCallerScript(file) { voice in
      // It lies where the emulator was started.
      voiceFailure(of: voice).map { .failure($0) } ?? .success(voice)
    }
    let all = encoding + findings
    guard let script, !all.hasErrors else {
      self = .refused(renderText(all, files: files, style: .plain))
      return
    }
    self = .placed(host.place(script))
  }
}
