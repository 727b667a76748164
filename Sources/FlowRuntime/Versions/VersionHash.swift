internal import CallModel
internal import Cryptography
internal import FieldCoding
package import FlowLanguage

/// Names a version of a flow: 64 lower-case hexadecimal digits.
///
/// It is SHA-256 over all that decides what the flow does (SEMANTICS.md, rule 7).
package struct VersionHash: TextID {
  package let rawValue: String

  package init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// The version of a compiled flow.
  package init(of program: Program) {
    self.init(rawValue: encodeHexadecimal(sha256(program.versionMaterial)))
  }
}

/// A version as the journal keeps it: enough to compile it again.
package struct StoredVersion: Hashable, Sendable {
  /// The version.
  package let hash: VersionHash
  /// The flow's name.
  package let flow: String
  /// The environment it was compiled for, or nil for none.
  package let environment: String?
  /// The files it was compiled from.
  package let files: [ProjectFile]

  /// Makes a version as a journal has read it.
  package init(hash: VersionHash, flow: String, environment: String?, files: [ProjectFile]) {
    self.hash = hash
    self.flow = flow
    self.environment = environment
    self.files = files
  }
}

/// A compiled flow with the name of its version: what a call is pinned to.
package struct PinnedProgram: Sendable {
  /// The version.
  package let version: VersionHash
  /// The flow.
  package let program: Program

  /// Names a compiled flow's version.
  package init(_ program: Program) {
    version = VersionHash(of: program)
    self.program = program
  }

  /// Takes a flow compiled again under the name it was stored under: zone data may be newer by now,
  /// but the call keeps its version's name.
  init(_ program: Program, as version: VersionHash) {
    self.version = version
    self.program = program
  }

  /// The flow's name.
  package var flow: String { program.name }

  /// Where the flow's secrets are read.
  var secrets: [String: SecretReference] { program.secrets }

  /// What the journal keeps of it.
  package var stored: StoredVersion {
    StoredVersion(
      hash: version,
      flow: program.name,
      environment: program.environmentName,
      files: program.sources
    )
  }
}
