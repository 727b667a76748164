internal import Diagnostics

/// An expression made ready to run: its operations in one flat table, names replaced by slots.
///
/// Operations refer to each other by their place in the table, so that evaluating touches no
/// reference counts but those of the values themselves.
struct Program: Sendable {
  /// A function as one call uses it.
  struct BoundFunction: Sendable {
    let name: String
    let cost: CELFunction.Cost
    let overloads: [CELOverload]
    /// The implementation, where no look at the arguments is needed to choose one.
    ///
    /// Nil where an argument is `dyn` or several overloads fit.
    let chosen: CELOverload.Implementation?
  }

  /// A loop.
  struct Loop: Sendable {
    let kind: Node.Comprehension.Kind
    let range: Int
    let firstSlot: Int
    /// Nil for a loop with one name.
    let secondSlot: Int?
    let condition: Int?
    let body: Int
  }

  /// An entry of a map literal, or an element of a list literal without a key.
  struct Entry: Sendable {
    let key: Int?
    let value: Int
    let isOptional: Bool
  }

  let source: SourceFragment
  var operations: [Operation] = []
  /// Where each operation stands in the source.
  var ranges: [Range<Int>] = []
  var constants: [CELValue] = []
  var names: [String] = []
  var variables: [CELVariable] = []
  /// The most that each variable weighs, in the units of the cost.
  ///
  /// For the estimate of the cost, which is made before there are values.
  var variableWeights: [Int] = []
  var functions: [BoundFunction] = []
  var operands: [Int] = []
  var entries: [Entry] = []
  var loops: [Loop] = []
  var failures: [CELFailure] = []
  /// How many slots the macros' names need.
  var slotCount = 0
  var root = 0
}

/// One step of a program; the numbers are places in its tables.
enum Operation: Sendable {
  case constant(Int)
  case variable(Int)
  case local(slot: Int)
  /// A local that is computed when it is first read, by the operation given.
  case lazy(slot: Int, Int)
  case select(Int, name: Int)
  case optionalSelect(Int, name: Int)
  case has(Int, name: Int)
  case index(Int, Int)
  case optionalIndex(Int, Int)
  case negate(Int)
  case not(Int)
  case binary(BinaryOperator, Int, Int)
  case and(TableRange)
  case or(TableRange)
  case conditional(Int, Int, Int)
  case unaryCall(function: Int, Int)
  case binaryCall(function: Int, Int, Int)
  case call(function: Int, TableRange)
  case list(TableRange)
  case map(TableRange)
  case loop(Int)
  /// Forgets the slot, then runs the body, which may read it lazily.
  case bind(slot: Int, value: Int, body: Int)
  case optionalMap(Int, slot: Int, body: Int, isFlat: Bool)
  case fail(Int)
}

/// Consecutive places of a table.
typealias TableRange = Range<Int>

/// A variable that an expression reads.
package struct CELVariable: Hashable, Sendable {
  /// The declared name.
  package let name: String
  /// The ordinal of its first declaration in the environment.
  package let slot: Int
}
