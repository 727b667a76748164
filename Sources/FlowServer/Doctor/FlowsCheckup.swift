internal import Diagnostics
internal import FlowLanguage
internal import FlowRuntime

/// The flows as a server would serve them: whether they compile, and whether their secrets are there.
struct FlowsCheckup {
  let lines: [CheckupLine]
  let programs: [Program]

  init(_ configuration: ServerConfiguration) {
    let subject = "flows"
    let flows: (project: CompiledProject, unread: [Diagnostic])
    do throws(FolderError) {
      flows = try configuration.compileFlows()
    } catch {
      lines = [CheckupLine(.failure, subject, error.description, breaks: "nothing is served")]
      programs = []
      return
    }
    let errors = (flows.unread + flows.project.findings).count { $0.severity == .error }
    guard errors == 0 else {
      let found = "\(errors) errors among their findings"
      let advice = "run `flowctl validate`"
      lines = [
        CheckupLine(.failure, subject, found, breaks: "the server does not start", advice: advice)
      ]
      programs = []
      return
    }
    programs = Array(flows.project.programs)
    let names = programs.map(\.name).joined(separator: ", ")
    lines =
      [CheckupLine(.ok, subject, "\(programs.count) compile: \(names)")]
      + Self.secretLines(programs, SecretReading.system(folder: configuration.folder.root))
  }

  /// One line for each secret that cannot be had, or one for all of them.
  private static func secretLines(
    _ programs: [Program],
    _ reading: SecretReading
  ) -> [CheckupLine] {
    var secrets: [String: SecretReference] = [:]
    for program in programs { secrets.merge(program.secrets) { first, _ in first } }
    guard !secrets.isEmpty else { return [] }
    let missing = secrets.sorted { $0.key < $1.key }.compactMap { setting, reference in
      reading.failure(of: reference).map { failure in
        CheckupLine(
          .failure,
          "secret `\(setting)`",
          failure.description,
          breaks: "requests that need it fail with `invalid`",
          advice: "set it where the server runs"
        )
      }
    }
    return missing.isEmpty
      ? [CheckupLine(.ok, "secrets", "all \(secrets.count) of the flows are there")] : missing
  }
}
