import ArgumentParser
import CallEmulator
import Diagnostics
import EmulatorServer
import FlowSyntax
import Foundation

/// Reads a caller script; what is wrong with it is printed as findings.
func readScript(_ path: String) throws -> CallerScript {
  var files = SourceFiles()
  let (file, decoding) = readSource(try contents(of: path), name: path, into: &files)
  let folder = URL(filePath: path).deletingLastPathComponent()
  let (script, findings) = readCallerScript(file) { voice in
    // A voice stands beside the script that names it.
    let place = URL(filePath: voice, relativeTo: folder).path
    return voiceFailure(of: place).map { .failure($0) } ?? .success(place)
  }
  guard let script, !(decoding + findings).hasErrors else {
    complain(renderedFindings(decoding + findings, files: files))
    throw ExitCode(1)
  }
  return script
}
