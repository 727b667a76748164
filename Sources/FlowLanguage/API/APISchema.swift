/// The shape of a JSON value, as far as a schema says it and a flow can check it.
struct APISchema: Sendable {
  /// What the value is.
  indirect enum Shape: Sendable {
    /// Anything: the schema does not say, or says what a declared type cannot.
    case any
    case scalar(FlowType)
    case list(APISchema)
    case map(APISchema)
    case object([Field], isClosed: Bool)
  }

  /// A property of an object.
  struct Field: Sendable {
    let name: String
    var schema: APISchema
    var isRequired: Bool
    /// Whether only answers have it.
    let isReadOnly: Bool
    /// Whether only requests have it.
    let isWriteOnly: Bool
  }

  var shape: Shape
  /// Whether it may be null instead.
  var isNullable = false

  /// A value of which nothing is known.
  static let any = APISchema(shape: .any)
}

extension APISchema {
  /// Which way the value goes.
  enum Direction {
    case request, answer
  }

  /// The declared type that says the same: required and not null is `T`, else `T?`, and what no
  /// declared type can say is left out; nil where that is all of it.
  func type(in direction: Direction) -> FlowType? {
    let type: FlowType? =
      switch shape {
      case .any: nil
      case .scalar(let type): type
      case .list(let item): item.type(in: direction).map(FlowType.list)
      case .map(let value): value.type(in: direction).map(FlowType.map)
      case .object(let fields, _):
        .record(
          fields.compactMap { field in
            guard direction == .request ? !field.isReadOnly : !field.isWriteOnly else { return nil }
            return field.schema.type(in: direction).map { type in
              FlowType.Field(name: field.name, type: field.isRequired ? type : type.madeOptional)
            }
          }
        )
      }
    return isNullable ? type?.madeOptional : type
  }
}

extension FlowType {
  /// `T?` of `T`, and `T?` of itself.
  var madeOptional: FlowType {
    if case .optional = self { self } else { .optional(self) }
  }
}
