/// A part of an expression as it is written, macros expanded.
struct Node: Sendable {
  /// The place in the checker's tables.
  let id: Int
  /// UTF-8 offsets in the source.
  let range: Range<Int>
  /// How deep the deepest part lies below.
  let height: Int
  let kind: Kind

  /// What the part is.
  indirect enum Kind: Sendable {
    case literal(CELValue)
    /// A name; rooted if a dot stands before it.
    case name(String, isRooted: Bool)
    case select(Node, Field, isOptional: Bool)
    /// `has(operand.field)`.
    case has(Node, Field, isOptional: Bool)
    case index(Node, Node, isOptional: Bool)
    case call(Call)
    case negate(Node)
    case not(Node)
    case binary(BinaryOperator, Node, Node)
    /// A chain of one logical operator, flat, so that its length costs no depth.
    case logical(LogicalOperator, [Node])
    case conditional(Node, Node, Node)
    case list([Element])
    case map([Entry])
    /// `Name{field: value}`; there are no message types, so the checker refuses it.
    case message(Node)
    case comprehension(Comprehension)
    /// `cel.bind(name, value, body)`.
    case bind(Word, Node, Node)
    /// `optMap` and `optFlatMap`: the body with what the optional holds, wrapped again or flat.
    case optionalMap(Node, Word, Node, isFlat: Bool)
    /// `cel.block([…], body)`.
    case block([Node], Node)
    /// What could not be read; its finding has been given.
    case invalid
  }

  /// A field as written after a dot.
  struct Field: Sendable {
    let name: String
    let range: Range<Int>
  }

  /// A name that a macro introduces.
  struct Word: Sendable {
    let name: String
    let range: Range<Int>
  }

  /// A function with its arguments, and what it is called on.
  struct Call: Sendable {
    let function: String
    let functionRange: Range<Int>
    let isRooted: Bool
    let target: Node?
    let arguments: [Node]
  }

  /// An element of a list literal.
  struct Element: Sendable {
    let value: Node
    let isOptional: Bool
  }

  /// An entry of a map literal.
  struct Entry: Sendable {
    let key: Node
    let value: Node
    let isOptional: Bool
  }

  /// A macro that goes through a list or map.
  struct Comprehension: Sendable {
    /// What becomes of the elements.
    enum Kind: String, Sendable {
      case all
      case exists
      case existsOne
      case map
      case filter
      case transformList
      case transformMap
      case transformMapEntry
    }

    let kind: Kind
    let range: Node
    /// One name for the element or key, or two for index or key and element or value.
    let variables: [Word]
    /// What must hold for an element to count, for the kinds that transform.
    let condition: Node?
    let body: Node
  }
}

/// `&&` and `||`.
enum LogicalOperator: String, Sendable {
  case and = "&&"
  case or = "||"
}

/// The operators with two operands that both are evaluated.
enum BinaryOperator: String, Sendable, CaseIterable {
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case isIn = "in"
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"

  /// How tightly it binds; more is tighter.
  var precedence: Int {
    switch self {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isIn: 3
    case .add, .subtract: 4
    case .multiply, .divide, .remainder: 5
    }
  }
}

extension Node {
  /// The parts directly below, in the order of the source.
  var children: [Node] {
    switch kind {
    case .literal, .name, .invalid: []
    case .select(let node, _, _), .has(let node, _, _), .negate(let node), .not(let node),
      .message(let node):
      [node]
    case .index(let left, let right, _), .binary(_, let left, let right),
      .bind(_, let left, let right),
      .optionalMap(let left, _, let right, _):
      [left, right]
    case .call(let call): (call.target.map { [$0] } ?? []) + call.arguments
    case .logical(_, let nodes): nodes
    case .conditional(let condition, let yes, let no): [condition, yes, no]
    case .list(let elements): elements.map(\.value)
    case .map(let entries): entries.flatMap { [$0.key, $0.value] }
    case .comprehension(let loop):
      [loop.range] + (loop.condition.map { [$0] } ?? []) + [loop.body]
    case .block(let values, let body): values + [body]
    }
  }

  /// How deep the parts go that can be evaluated inside of each other, and that values can be put
  /// into each other by.
  ///
  /// What a macro's name stands for comes to lie where the body uses it: in a chain of such names
  /// each value holds the one before, and one that is computed when it is read is evaluated there.
  /// So the two heights count together. Without that an expression of 3 KB, 40 `cel.bind` with a
  /// deep list each, makes values and types hundreds of levels deep, on which every walk over them
  /// runs out of stack.
  var partsHeight: Int {
    switch kind {
    case .bind(_, let value, let body), .optionalMap(let value, _, let body, _):
      value.height + body.height
    case .comprehension(let loop):
      loop.range.height + max(loop.condition?.height ?? 0, loop.body.height)
    case .block(let values, let body): values.reduce(body.height) { $0 + $1.height }
    case .literal, .name, .invalid, .select, .has, .negate, .not, .message, .index, .binary,
      .call, .logical, .conditional, .list, .map:
      children.reduce(0) { max($0, $1.height) }
    }
  }

  /// The dotted name that the node is, if it is nothing but names and dots.
  var qualifiedName: (name: String, isRooted: Bool)? {
    switch kind {
    case .name(let name, let isRooted): return (name, isRooted)
    case .select(let operand, let field, isOptional: false):
      guard let prefix = operand.qualifiedName else { return nil }
      return (prefix.name + "." + field.name, prefix.isRooted)
    case .select, .literal, .has, .index, .call, .negate, .not, .binary, .logical, .conditional,
      .list, .map, .message, .comprehension, .bind, .optionalMap, .block, .invalid:
      return nil
    }
  }
}
