import CEL

/// Fetches the files of a recording that is ready (SEMANTICS.md, rule 65).
package struct FetchStep: StepKind {
  package static let summary =
    "Fetches the files of the recording that is ready into a folder, or sends them on."
  package static let phase = PhaseRequirement.any

  /// Where the files go.
  package enum Target: Sendable {
    /// A folder under the one that the server keeps recordings in.
    case folder(Template)
    /// A URL; each file is PUT under its name there.
    case url(Template)
  }

  /// Where the files go.
  package let to: Target
  /// Whether they are deleted afterwards where the service keeps them.
  package let deletes: Bool

  package init(from fields: inout FieldReader) {
    to = fields.required(
      "to",
      .fetchTarget.withSecrets,
      "A folder under the server's `--recordings`, or a URL where each file is PUT under its name.",
      at: .main
    )
    deletes =
      fields.optional(
        "delete",
        .flag,
        "Whether they are deleted afterwards where the service keeps them; false if left out."
      ) ?? false
    fields.waits()
    fields.outcome(.done, "All files are there.")
    fields.outcome(
      .failed,
      "They did not come within an hour, or cannot be kept there.",
      OutcomeEffect(unhandled: .accepted)
    )
    fields.output(
      "files",
      .list(.string),
      [.done],
      "Their names, in the order of `recording.files`."
    )
  }
}
