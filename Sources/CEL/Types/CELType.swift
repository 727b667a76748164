/// The type of an expression.
package indirect enum CELType: Hashable, Sendable {
  /// Any value; what it can do is known only at run time.
  case dyn
  /// Only null.
  case null
  /// A truth value.
  case bool
  /// A signed 64-bit number.
  case int
  /// An unsigned 64-bit number.
  case uint
  /// A binary floating-point number.
  case double
  /// Text.
  case string
  /// A sequence of bytes.
  case bytes
  /// A point in time.
  case timestamp
  /// A length of time.
  case duration
  /// Values of one type in an order.
  case list(CELType)
  /// Values by key.
  case map(CELType, CELType)
  /// A value that may be missing.
  case optional(CELType)
  /// A type as a value.
  case type
  /// Whatever the other places of the same name are.
  case parameter(String)
  /// A value whose fields are all known.
  case record(CELRecordType)
  /// A value of a declared host type, with the kinds of it that the value can have.
  case abstract(CELAbstractType)
  /// A value that only functions look into, such as `net.IP`.
  case opaque(String, [CELType])
  /// What a part with a finding has; it goes with everything, so that one mistake is said once.
  case invalid
}

/// A record: a name for messages and the fields.
package struct CELRecordType: Hashable, Sendable {
  /// The name in messages.
  package let name: String
  /// The fields in the order of their declaration.
  package let fields: [CELField]

  /// Makes a record type.
  package init(name: String, fields: [CELField]) {
    self.name = name
    self.fields = fields
  }

  /// The field of that name.
  package func field(_ name: String) -> CELField? {
    fields.first { areSameText($0.name, name) }
  }
}

/// A field of a record type.
package struct CELField: Hashable, Sendable {
  /// The name as expressions write it.
  package let name: String
  /// What it holds; where it is `optional(T)`, `.?name` is `optional(T)` too.
  package let type: CELType
  /// All texts it can hold, where they are few and known; empty for any.
  package let words: [String]
  /// One sentence for completion and hover.
  package let documentation: String

  /// Makes a field.
  package init(
    _ name: String,
    _ type: CELType,
    words: [String] = [],
    documentation: String = ""
  ) {
    self.name = name
    self.type = type
    self.words = words
    self.documentation = documentation
  }
}

/// A host type with those of its declared kinds that a value can have.
package struct CELAbstractType: Hashable, Sendable {
  /// The name of its declaration.
  package let name: String
  /// The ids of the kinds.
  package var kinds: Set<String>

  /// Makes a type.
  package init(name: String, kinds: Set<String>) {
    self.name = name
    self.kinds = kinds
  }
}

/// What the host says of one of its types: kinds told apart by one field, and who has which field.
package struct CELAbstractDeclaration: Hashable, Sendable {
  /// One kind.
  package struct Kind: Hashable, Sendable {
    /// The kind's id; several kinds may share a word.
    package let id: String
    /// What the discriminator says for this kind, or nil if a value of it has no discriminator:
    /// it is unset.
    package let word: String?

    /// Makes a kind.
    package init(id: String, word: String?) {
      self.id = id
      self.word = word
    }
  }

  /// A field and the kinds that provide it.
  package struct Field: Hashable, Sendable {
    /// The name as expressions write it.
    package let name: String
    /// What it holds.
    package let type: CELType
    /// The ids of the kinds whose values have it.
    package let kinds: Set<String>
    /// All texts it can hold in these kinds, where they are few and known; empty for any.
    package let words: [String]
    /// One sentence for completion and hover.
    package let documentation: String

    /// Makes a field.
    package init(
      _ name: String,
      _ type: CELType,
      kinds: Set<String>,
      words: [String] = [],
      documentation: String = ""
    ) {
      self.name = name
      self.type = type
      self.kinds = kinds
      self.words = words
      self.documentation = documentation
    }
  }

  /// The type's name.
  package let name: String
  /// The field that names the kind.
  package let discriminator: String
  /// All kinds.
  package let kinds: [Kind]
  /// All fields but the discriminator.
  package let fields: [Field]

  /// Makes a declaration.
  package init(name: String, discriminator: String, kinds: [Kind], fields: [Field]) {
    self.name = name
    self.discriminator = discriminator
    self.kinds = kinds
    self.fields = fields
  }

  /// The type of a value that can have any kind.
  package var type: CELType {
    .abstract(CELAbstractType(name: name, kinds: Set(kinds.map(\.id))))
  }

  /// The type of a value that can have only these kinds.
  package func type(kinds: Set<String>) -> CELType {
    .abstract(CELAbstractType(name: name, kinds: kinds))
  }

  /// The kinds for which the discriminator says that word.
  package func kinds(saying word: String) -> Set<String> {
    Set(kinds.filter { $0.word.map { areSameText($0, word) } ?? false }.map(\.id))
  }

  /// What the discriminator can say, in the order of the kinds.
  package var words: [String] {
    var words: [String] = []
    for kind in kinds {
      if let word = kind.word, !words.contains(word) { words.append(word) }
    }
    return words
  }

  /// The kinds that have a discriminator at all.
  var kindsWithWord: Set<String> {
    Set(kinds.filter { $0.word != nil }.map(\.id))
  }
}

extension CELType: CustomStringConvertible {
  /// The type as authors write it: `int`, `list(string)`, `map(string, int)`, `phoneNumber`.
  package var description: String {
    switch self {
    case .dyn: "dyn"
    case .null: "null"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .timestamp: "timestamp"
    case .duration: "duration"
    case .list(let element): "list(\(element))"
    case .map(let key, let value): "map(\(key), \(value))"
    case .optional(let wrapped): "optional(\(wrapped))"
    case .type: "type"
    case .parameter(let name): name
    case .record(let record): record.name
    case .abstract(let abstract): abstract.description
    case .opaque(let name, let parameters):
      parameters.isEmpty
        ? name : "\(name)(\(parameters.map(\.description).joined(separator: ", ")))"
    case .invalid: "unknown"
    }
  }
}

extension CELAbstractType: CustomStringConvertible {
  /// The kinds where they are few, else the type's name.
  package var description: String {
    kinds.isEmpty || kinds.count > 3 ? name : kinds.sorted().joined(separator: " or ")
  }
}

extension CELType {
  /// Whether the checker knows nothing of it: `dyn`, or the type after a finding.
  var isUnknown: Bool { self == .dyn || self == .invalid }

  /// What is inside an optional, or the type itself.
  var unwrapped: CELType {
    if case .optional(let wrapped) = self { wrapped } else { self }
  }
}
