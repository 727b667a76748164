package import FlowLanguage

/// A random flow with the environment it is compiled for.
package struct GeneratedFlow: Sendable {
  /// What it was made from.
  package let seed: UInt64
  /// The flow's file.
  package let text: String
  /// The project's `flowctl.yaml`.
  package let environment: String
  /// What of the language it uses: `play`, `play.prompt`, `play on failed`.
  package let uses: Set<String>
  /// Whether the calls are answered with an AI endpoint.
  package let hasEndpoint: Bool
  /// The files of the flows that it runs.
  package let others: [String]

  /// The project to compile.
  package func sources(zones: any ZoneRules) -> ProjectSources {
    ProjectSources(
      files: [
        ProjectFile(path: "generated.yaml", bytes: Array(text.utf8)),
        ProjectFile(path: ProjectFile.configurationName, bytes: Array(environment.utf8)),
      ]
        + others.enumerated().map { index, text in
          ProjectFile(path: "other\(index).yaml", bytes: Array(text.utf8))
        },
      environment: nil,
      requiresValues: true,
      zones: zones
    )
  }
}
