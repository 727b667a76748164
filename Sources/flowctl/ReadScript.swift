import ArgumentParser
import CallEmulator
import Diagnostics
import FlowSyntax
import Foundation

/// Reads a caller script; what is wrong with it is printed as findings.
func readScript(_ path: String) throws -> CallerScript {
  var files = SourceFiles()
  let (file, decoding) = readSource(try contents(of: path), name: path, into: &files)
  let (script, findings) = readCallerScript(file)
  guard var script, !(decoding + findings).hasErrors else {
    complain(renderedFindings(decoding + findings, files: files))
    throw ExitCode(1)
  }
  // A voice stands beside the script that names it.
  script.voice = script.voice.map { voice in
    URL(filePath: voice, relativeTo: URL(filePath: path).deletingLastPathComponent()).path
  }
  return script
}
