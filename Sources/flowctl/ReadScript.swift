import ArgumentParser
import CallEmulator
import Diagnostics
import EmulatorServer
import FlowSyntax
import Foundation

/// Reads a caller script; what is wrong with it is printed as findings.
func readScript(_ path: String) throws -> CallerScript {
  var files = SourceFiles()
  let (script, findings) = checkedScript(path, try contents(of: path), adding: &files)
  guard let script, !findings.hasErrors else {
    complain(renderedFindings(findings, files: files))
    throw ExitCode(1)
  }
  return script
}

/// A caller script, and what is wrong with it.
func checkedScript(
  _ path: String,
  _ bytes: [UInt8],
  adding files: inout SourceFiles
) -> (script: CallerScript?, findings: [Diagnostic]) {
  let (file, decoding) = readSource(bytes, name: path, into: &files)
  let folder = URL(filePath: path).deletingLastPathComponent()
  let (script, findings) = readCallerScript(file) { voice in
    // A voice stands beside the script that names it.
    let place = URL(filePath: voice, relativeTo: folder).path
    return voiceFailure(of: place).map { .failure($0) } ?? .success(place)
  }
  return (script, decoding + findings)
}
