// The reference page is made of these and of the functions, so that it cannot say what the checker
// does not do: examples are executed, and types come from the operators' own tables.
/// A form of the language that is not a function: an operator or a macro.
struct LanguageForm: Sendable {
  /// How it is written, with the types of its parts.
  let usages: [String]
  /// One sentence.
  let documentation: String
  /// An example that is executed by a test.
  let example: CELFunction.Example
  /// What it costs besides its parts.
  let cost: String

  init(
    _ usages: [String],
    _ documentation: String,
    _ example: CELFunction.Example,
    cost: String = "1"
  ) {
    self.usages = usages
    self.documentation = documentation
    self.example = example
    self.cost = cost
  }
}

/// The operators, from those that bind least to those that bind most.
let operatorForms: [LanguageForm] = [
  LanguageForm(
    ["bool ? T : T -> T"],
    "The second operand where the first is true, else the third; the other one is not evaluated.",
    .init("2 > 1 ? 'yes' : 'no'", "'yes'")
  ),
  LanguageForm(
    ["bool || bool -> bool"],
    "True if one operand is, even where the other fails.",
    .init("true || 1 / 0 == 1", "true")
  ),
  LanguageForm(
    ["bool && bool -> bool"],
    "False if one operand is, even where the other fails.",
    .init("1 / 0 == 1 && false", "false")
  ),
  LanguageForm(
    ["T == T -> bool"],
    "Whether the values are equal; numbers across their kinds, collections element by element.",
    .init("[1, 2] == [1, 2] && 1 == 1.0", "true"),
    cost: "1 and the lighter operand"
  ),
  LanguageForm(
    ["T != T -> bool"],
    "Whether the values are not equal.",
    .init("'a' != 'A'", "true"),
    cost: "1 and the lighter operand"
  ),
  orderForm(.less, "Whether the left value comes before the right one.", "1 < 1.5"),
  orderForm(
    .lessOrEqual,
    "Whether the left value does not come after the right one.",
    "'a' <= 'b'"
  ),
  orderForm(.greater, "Whether the left value comes after the right one.", "2u > 1"),
  orderForm(
    .greaterOrEqual,
    "Whether the left value does not come before the right one.",
    "duration('2s') >= duration('1s')"
  ),
  LanguageForm(
    ["T in list(T) -> bool", "K in map(K, V) -> bool"],
    "Whether an element of the list, or a key of the map, is equal to the value.",
    .init("2 in [1, 2] && 'a' in {'a': 1}", "true"),
    cost: "1 and the list"
  ),
  binaryForm(
    .add,
    "The sum; texts, bytes and lists one after the other.",
    .init("1 + 2 == 3 && 'a' + 'b' == 'ab'", "true"),
    cost: "1 and both operands"
  ),
  binaryForm(
    .subtract,
    "The difference.",
    .init("timestamp(60) - timestamp(0)", "duration('60s')")
  ),
  binaryForm(.multiply, "The product.", .init("6 * 7", "42")),
  binaryForm(.divide, "The quotient, whole for whole numbers.", .init("-7 / 2", "-3")),
  binaryForm(
    .remainder,
    "The remainder, with the sign of the dividend.",
    .init("-7 % 2", "-1")
  ),
  LanguageForm(["!bool -> bool"], "The other truth value.", .init("!false", "true")),
  LanguageForm(
    ["-int -> int", "-double -> double"],
    "The number with the other sign.",
    .init("-(3)", "-3")
  ),
  LanguageForm(
    ["record.field -> T", "map(string, V).key -> V", "optional(T).field -> optional"],
    "The field, or the value under the key; fails if there is none, but not on an optional.",
    .init("{'a': 1}.a", "1")
  ),
  LanguageForm(
    ["record.?field -> optional(T)", "map(string, V).?key -> optional(V)"],
    "The field or value as an optional, none if there is none.",
    .init("{'a': 1}.?b.orValue(0)", "0")
  ),
  LanguageForm(
    ["list(T)[int] -> T", "map(K, V)[K] -> V", "optional(T)[…] -> optional"],
    "The element at a place from 0, or the value under a key; fails if there is none.",
    .init("['a', 'b'][1]", "'b'")
  ),
  LanguageForm(
    ["list(T)[?int] -> optional(T)", "map(K, V)[?K] -> optional(V)"],
    "The element or value as an optional, none if there is none.",
    .init("[1][?5].hasValue()", "false")
  ),
  LanguageForm(
    ["[T, ?optional(T)] -> list(T)", "{K: V, ?K: optional(V)} -> map(K, V)"],
    "A list or map; an entry after `?` is left out where its optional is none.",
    .init("[1, ?optional.none(), 2].size() + {'a': 1}.size()", "3")
  ),
]

/// The macros: their arguments are not evaluated before.
let macroForms: [LanguageForm] = [
  LanguageForm(
    ["has(x.field) -> bool"],
    "Whether the field or key is there, and is no optional that is none.",
    .init("has({'a': 1}.b)", "false")
  ),
  LanguageForm(
    ["list.all(x, bool) -> bool", "list.all(i, x, bool) -> bool", "map.all(k, v, bool) -> bool"],
    "Whether the condition holds for each element or key; one that fails it decides.",
    .init("[1, 2].all(x, x > 0)", "true"),
    cost: loopCost
  ),
  LanguageForm(
    ["list.exists(x, bool) -> bool", "list.exists(i, x, bool) -> bool"],
    "Whether the condition holds for some element or key; one for which it holds decides.",
    .init("{'a': 1}.exists(k, v, v == 1)", "true"),
    cost: loopCost
  ),
  LanguageForm(
    ["list.exists_one(x, bool) -> bool", "list.existsOne(i, x, bool) -> bool"],
    "Whether the condition holds for exactly one element or key.",
    .init("[1, 2].exists_one(x, x > 1)", "true"),
    cost: loopCost
  ),
  LanguageForm(
    ["list.filter(x, bool) -> list"],
    "The elements or keys for which the condition holds.",
    .init("[1, 2, 3].filter(x, x != 2)", "[1, 3]"),
    cost: loopCost
  ),
  LanguageForm(
    ["list.map(x, T) -> list(T)", "list.map(x, bool, T) -> list(T)"],
    "What the expression gives for each element or key, of those for which the condition holds.",
    .init("[1, 2].map(x, x * 10)", "[10, 20]"),
    cost: loopCost
  ),
  LanguageForm(
    ["list.transformList(i, x, T) -> list(T)", "list.transformList(i, x, bool, T) -> list(T)"],
    "As `map`, with the index or key at hand.",
    .init("['a', 'b'].transformList(i, x, x + string(i))", "['a0', 'b1']"),
    cost: loopCost
  ),
  LanguageForm(
    ["map.transformMap(k, v, T) -> map(K, T)", "map.transformMap(k, v, bool, T) -> map(K, T)"],
    "The map with what the expression gives for each value.",
    .init("{'a': 1}.transformMap(k, v, v + 1)", "{'a': 2}"),
    cost: loopCost
  ),
  LanguageForm(
    ["map.transformMapEntry(k, v, map) -> map", "map.transformMapEntry(k, v, bool, map) -> map"],
    "The entries of the maps that the expression gives, in one; no key may come twice.",
    .init("{'a': 1}.transformMapEntry(k, v, {v: k})", "{1: 'a'}"),
    cost: loopCost
  ),
  LanguageForm(
    ["optional(T).optMap(x, U) -> optional(U)"],
    "What the expression gives for what the optional holds, as an optional.",
    .init("optional.of(2).optMap(x, x * 2).value()", "4")
  ),
  LanguageForm(
    ["optional(T).optFlatMap(x, optional(U)) -> optional(U)"],
    "As `optMap`, for an expression that gives an optional itself.",
    .init("{'a': {'b': 1}}.?a.optFlatMap(x, x.?b).value()", "1")
  ),
  LanguageForm(
    ["cel.bind(x, T, U) -> U"],
    "The last expression, with a name for the value; that is computed once, when it is read.",
    .init("cel.bind(x, 3, x * x)", "9")
  ),
]

private let loopCost = "1, and the body for each element"

private func orderForm(
  _ binary: BinaryOperator,
  _ documentation: String,
  _ example: String
) -> LanguageForm {
  // Nine signatures in one line.
  let numbers = "(int | uint | double) \(binary.rawValue) (int | uint | double) -> bool"
  let same = binary.signatures.filter { $0.left == $0.right && !$0.left.isNumber }
  return LanguageForm(
    [numbers] + same.map { "\($0.left) \(binary.rawValue) \($0.right) -> bool" },
    documentation,
    .init(example, "true"),
    cost: "1 and the lighter operand"
  )
}

private func binaryForm(
  _ binary: BinaryOperator,
  _ documentation: String,
  _ example: CELFunction.Example,
  cost: String = "1"
) -> LanguageForm {
  LanguageForm(
    binary.signatures.map { "\($0.left) \(binary.rawValue) \($0.right) -> \($0.result)" },
    documentation,
    example,
    cost: cost
  )
}

extension CELType {
  fileprivate var isNumber: Bool { self == .int || self == .uint || self == .double }
}
