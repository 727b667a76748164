import Diagnostics
import Testing

@testable import CEL

@Suite struct CheckerTests {
  private let scope = environment([
    "n": .int, "name": .string, "flag": .bool, "items": .list(.string), "when": .timestamp,
    "counts": .map(.string, .int), "maybe": .optional(.string),
    "person": .record(
      CELRecordType(name: "person", fields: [CELField("age", .int), CELField("email", .string)])
    ),
  ])

  @Test func `findings point at the part that is wrong and say what to do`() {
    let reports = [
      "nme + 1", "n + 'a'", "name == 1", "person.agee", "name.foo", "naem.startsWith('a')",
      "name.startWith('a')", "name.startsWith(n)", "size(1)", "math.abz(1)",
      "startsWith(name, 'a')",
      "n && true", "maybe == 'x'", "maybe && true", "flag ? 1 : 'a'", "items['a']", "1 in name",
      "'x' in counts.size()", "n.all(x, true)", "Person{age: 1}", "-name", "{1.5: 2}", "size",
    ].map { reported($0, scope) }
    #expect(
      reports.joined(separator: "\n") == """
        nme + 1
        ^^^ unknown-name: there is no `nme` here [did you mean `name`?]
        n + 'a'
        ^^^^^^^ type-mismatch: `+` does not go between an `int` and a `string` [write `string(n)`]
        name == 1
        ^^^^^^^^^ type-mismatch: `==` compares a `string` with an `int`, which are never equal [write `'1'`]
        person.agee
               ^^^^ unknown-name: `person` has no field `agee` [did you mean `age`?]
        name.foo
             ^^^ unknown-name: a `string` has no fields, so no `foo`
        naem.startsWith('a')
        ^^^^ unknown-name: there is no `naem` here [did you mean `name`?]
        name.startWith('a')
             ^^^^^^^^^ unknown-function: there is no function `startWith` [did you mean `startsWith`?]
        name.startsWith(n)
                        ^ type-mismatch: `startsWith` takes a `string` here, and this is an `int` [write `string(n)`]
        size(1)
        ^^^^ type-mismatch: `size` does not take `int` [it is `size(string) -> int`, or `size(bytes) -> int`, or `size(list(T)) -> int`, or `size(map(K, V)) -> int`]
        math.abz(1)
        ^^^^^^^^ unknown-function: there is no function `math.abz` [did you mean `math.abs`?]
        startsWith(name, 'a')
        ^^^^^^^^^^ unknown-function: there is no function `startsWith` [write `name.startsWith('a')`]
        n && true
        ^ type-mismatch: `&&` joins two bools, and this is an `int` [compare it: `n != 0`]
        maybe == 'x'
        ^^^^^^^^^^^^ type-mismatch: `==` compares an `optional(string)` with a `string`, which are never equal [write `maybe.orValue(…)`]
        maybe && true
        ^^^^^ type-mismatch: `&&` joins two bools, and this is an `optional(string)` [ask whether it is there: `maybe.hasValue()`]
        flag ? 1 : 'a'
        ^^^^^^^^^^^^^^ type-mismatch: the two results differ: one is an `int`, the other is a `string` [make both the same type, or wrap both in `dyn(…)`]
        items['a']
              ^^^ type-mismatch: a list's index is an `int`, and this is a `string`
        1 in name
        ^^^^^^^^^ type-mismatch: `in` needs a list or a map after it, and this is a `string` [write `text.contains(part)` for texts]
        'x' in counts.size()
        ^^^^^^^^^^^^^^^^^^^^ type-mismatch: `in` needs a list or a map after it, and this is an `int`
        n.all(x, true)
        ^ type-mismatch: `all` goes through a list or a map, and this is an `int`
        Person{age: 1}
        ^^^^^^ unknown-name: there is no message type `Person` [write a map: `{'field': value}`]
        -name
        ^^^^^ type-mismatch: `-` needs a number after it, and this is a `string`
        {1.5: 2}
         ^^^ type-mismatch: a map's key is a string, a bool or a whole number, and this is a `double`
        size
        ^^^^ unknown-name: there is no `size` here [`size` is a function; write `size(…)`]
        """
    )
  }

  @Test(
    arguments: [
      ("[optional.of(1), null][0]", .optional(.int)),
      ("[null, optional.of(1)][0]", .optional(.int)),
      ("flag ? when : null", .timestamp),
      ("{'a': null, 'b': duration('1s')}", .map(.string, .duration)),
      ("[ip('::1'), null]", .list(.opaque("net.IP", []))), ("[null, null][0]", .null),
    ] as [(String, CELType)]
  )
  func `null goes where a type was nullable once`(source: String, type: CELType) {
    #expect(compiled(source, scope)?.type == type, "\(reported(source, scope))")
  }

  @Test(arguments: ["flag ? 1 : null", "flag ? 'a' : null", "[true, null][0]"])
  func `null goes beside nothing else`(source: String) {
    #expect(
      compiled(source, scope)?.type == compiled("dyn(1)", scope)?.type
        || compiled(source, scope) == nil
    )
  }

  @Test func `a host can keep null out`() {
    var strict = scope
    strict.joinsNull = false
    #expect(compiled("flag ? when : null", strict) == nil)
  }

  @Test func `what other languages write is understood`() {
    var strict = scope
    strict.joinsNull = false
    let reports = [
      "flag and n == 1", "flag or true", "not flag", "n = 3", "n < '300'", "'1.5' == n",
      "n < 'x'", "maybe == null", "null != maybe",
    ].map { source in
      let (_, findings) = compileCEL(SourceFragment(detached: source), in: strict, expecting: .bool)
      return ([source] + findings.map { "  \($0.message) [\($0.help ?? "")]" })
        .joined(separator: "\n")
    }
    #expect(
      reports.joined(separator: "\n") == """
        flag and n == 1
          `and` stands after the end of the expression [did you mean `&&`?]
        flag or true
          `or` stands after the end of the expression [did you mean `||`?]
        not flag
          `flag` stands after the end of the expression [write `flag == false`]
        n = 3
          `=` means nothing in an expression [did you mean `==`?]
        n < '300'
          `<` does not go between an `int` and a `string` [write the number without quotes: `300`]
        '1.5' == n
          `==` compares a `string` with an `int`, which are never equal [write the number without quotes: `1.5`]
        n < 'x'
          `<` does not go between an `int` and a `string` [write `string(n)`]
        maybe == null
          `==` compares an `optional(string)` with null, which are never equal [write `maybe.hasValue() == false`]
        null != maybe
          `!=` compares null with an `optional(string)`, which are never equal [write `maybe.hasValue()`]
        """
    )
  }
}
