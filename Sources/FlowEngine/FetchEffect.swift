package import CallModel
package import FieldCoding

/// Files of a recording that the host is to fetch, keep, and perhaps delete where they were
/// (SEMANTICS.md, rule 65).
package struct FetchEffect: Hashable, Sendable {
  /// Where they go.
  package enum Target: Hashable, Sendable {
    /// A folder below the one for recordings; it cannot lead out of that.
    case folder(String)
    /// A URL below which each is PUT; its host may be from data, and then only one of the internet.
    case url([HTTPEffect.TextPart], publicHostsOnly: Bool)
  }

  /// The operation it belongs to.
  package let ordinal: Int
  /// What the files are called, after the call's name and before their number: the step that began
  /// the recording.
  package let name: String
  /// The files.
  package let files: [RecordingFile]
  /// Where they go.
  package let target: Target
  /// Whether they are deleted once they are kept.
  package let deletes: Bool
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes an effect.
  package init(
    ordinal: Int,
    name: String,
    files: [RecordingFile],
    target: Target,
    deletes: Bool
  ) {
    self.ordinal = ordinal
    self.name = name
    self.files = files
    self.target = target
    self.deletes = deletes
  }

  /// How long it is tried, counted anew after a start of the host.
  package static let patience = Milliseconds(3_600_000)
}

extension FetchEffect: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      ordinal: fields(1, "ordinal", \.ordinal),
      name: fields(2, "name", \.name),
      files: fields(3, "files", \.files),
      target: fields(4, "target", \.target),
      deletes: fields(5, "deletes", \.deletes, default: false)
    )
  }
}

extension FetchEffect.Target: FieldCases {
  /// What stands for the cases where they are stored.
  package enum Tag: Int, CaseIterable, Sendable {
    case folder = 1
    case url = 2
  }

  /// What is stored.
  package func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .folder(let folder): try output.put(.folder, folder)
    case .url(let url, let publicHostsOnly):
      try output.put(.url, ("url", url), ("publicHostsOnly", publicHostsOnly))
    }
  }

  /// Reads what is stored.
  package static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .folder: try .folder(values.next())
    case .url: try .url(values.next(), publicHostsOnly: values.next())
    }
  }
}
