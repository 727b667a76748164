package import Diagnostics

/// A project as compiled: its programs, and what is to be said about its files.
package struct CompiledProject: Sendable {
  /// The files, for showing findings.
  package let files: SourceFiles
  /// All findings of all files.
  package let findings: [Diagnostic]
  /// The flows without errors, linked, in the order of their files.
  package let programs: ProgramSet
  /// How many flow files there were.
  package let flowCount: Int
  /// The environment the values come from, or nil for none.
  package let environmentName: String?
  /// What is said of the environment that was asked for where there is none of its name; else nil.
  package let missingEnvironment: Diagnostic?
  /// What had to be done for it.
  package let work: CompileWork
}

/// What was done to compile a project; the rest was known from before.
package struct CompileWork: Hashable, Sendable {
  /// The paths of the flows that were read.
  package let read: [String]
  /// The paths of the flows that were checked.
  package let checked: [String]
}
