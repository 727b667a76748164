package import Foundation

/// Checks a document against the keywords of JSON Schema that our own schemas use.
package struct SchemaCheck {
  private let schema: NSDictionary

  /// Takes a schema.
  package init(schema: NSDictionary) {
    self.schema = schema
  }

  /// What of a document is not as the schema says.
  package func problems(of document: Any) -> [String] {
    problems(document, schema, at: "$")
  }

  private func problems(_ value: Any, _ rule: NSDictionary, at path: String) -> [String] {
    if let reference = rule["$ref"] as? String {
      let target = reference.split(separator: "/").dropFirst().reduce(schema as Any) {
        ($0 as? NSDictionary)?[String($1)] ?? NSNull()
      }
      guard let target = target as? NSDictionary else { return ["\(path): no \(reference)"] }
      return problems(value, target, at: path)
    }
    var result = typeProblems(value, rule, at: path) + choiceProblems(value, rule, at: path)
    if let object = value as? NSDictionary { result += memberProblems(object, rule, at: path) }
    if let list = value as? [Any] {
      if let least = rule["minItems"] as? Int, list.count < least {
        result.append("\(path): fewer than \(least)")
      }
      if let items = rule["items"] as? NSDictionary {
        result += list.enumerated().flatMap { problems($1, items, at: "\(path)[\($0)]") }
      }
    }
    return result
  }

  /// What is wrong where one of several rules is to hold, or none.
  private func choiceProblems(_ value: Any, _ rule: NSDictionary, at path: String) -> [String] {
    func fitting(_ rules: [NSDictionary]) -> Int {
      rules.count { problems(value, $0, at: path).isEmpty }
    }
    var result: [String] = []
    if let rules = rule["anyOf"] as? [NSDictionary], fitting(rules) == 0 {
      result.append("\(path): fits none of \(rules.count)")
    }
    if let rules = rule["oneOf"] as? [NSDictionary], fitting(rules) != 1 {
      result.append("\(path): fits not one of \(rules.count)")
    }
    if let forbidden = rule["not"] as? NSDictionary, fitting([forbidden]) > 0 {
      result.append("\(path): is what it must not be")
    }
    return result
  }

  private func typeProblems(_ value: Any, _ rule: NSDictionary, at path: String) -> [String] {
    var result: [String] = []
    let types = rule["type"] as? [String] ?? (rule["type"] as? String).map { [$0] } ?? []
    if !types.isEmpty, !types.contains(where: { isType(value, $0) }) {
      result.append("\(path): not \(types)")
    }
    if let constant = rule["const"] as? NSObject, constant != value as? NSObject {
      result.append("\(path): not \(constant)")
    }
    if let choices = rule["enum"] as? [NSObject],
      !choices.contains(where: { $0 == value as? NSObject })
    {
      result.append("\(path): none of \(choices)")
    }
    if let minimum = rule["minimum"] as? Int, let number = value as? Int, number < minimum {
      result.append("\(path): less than \(minimum)")
    }
    if let maximum = rule["maximum"] as? Int, let number = value as? Int, number > maximum {
      result.append("\(path): more than \(maximum)")
    }
    if let pattern = rule["pattern"] as? String, let text = value as? String,
      text.range(of: pattern, options: .regularExpression) == nil
    {
      result.append("\(path): not like \(pattern)")
    }
    return result
  }

  private func isType(_ value: Any, _ type: String) -> Bool {
    switch type {
    case "object": value is NSDictionary
    case "array": value is [Any]
    case "string": value is String
    case "integer": value is Int
    case "number": value is Double
    case "boolean": value is Bool
    case "null": value is NSNull
    default: false
    }
  }

  private func memberProblems(
    _ object: NSDictionary,
    _ rule: NSDictionary,
    at path: String
  ) -> [String] {
    let properties = rule["properties"] as? [String: NSDictionary] ?? [:]
    let keys = object.allKeys.compactMap { $0 as? String }
    let missing = (rule["required"] as? [String] ?? []).filter { !keys.contains($0) }
    let unknown =
      rule["additionalProperties"] as? Bool == false
      ? keys.filter { properties[$0] == nil } : []
    let others = rule["additionalProperties"] as? NSDictionary
    let inner = keys.flatMap { key -> [String] in
      guard let value = object[key], let rule = properties[key] ?? others else { return [] }
      return problems(value, rule, at: "\(path).\(key)")
    }
    return memberCountProblems(keys, rule, at: path)
      + missing.map { "\(path): no \($0)" } + unknown.map { "\(path): unknown \($0)" } + inner
  }

  private func memberCountProblems(
    _ keys: [String],
    _ rule: NSDictionary,
    at path: String
  ) -> [String] {
    var result: [String] = []
    if let least = rule["minProperties"] as? Int, keys.count < least {
      result.append("\(path): fewer than \(least)")
    }
    if let most = rule["maxProperties"] as? Int, keys.count > most {
      result.append("\(path): more than \(most)")
    }
    if let names = rule["propertyNames"] as? NSDictionary {
      result += keys.flatMap { problems($0, names, at: "\(path).\($0)") }
    }
    return result
  }
}
