/// All functions of the language and its extensions, by name.
let standardFunctions: [String: CELFunction] = {
  var functions: [String: CELFunction] = [:]
  for function in standardFunctionList {
    // `size`, `string`, `reverse` and others come from several families: one function with the
    // overloads of all.
    functions[function.name] = functions[function.name]?.merged(with: function) ?? function
  }
  return functions
}()

/// What stands before the dot in the names of functions.
let standardNamespaces = Set(
  standardFunctions.keys.filter { $0.contains(".") }.map { String($0.prefix { $0 != "." }) }
)

/// All functions of the language and its extensions in the order of the reference.
let standardFunctionList: [CELFunction] = functionFamilies.flatMap(\.functions)

/// The families of functions with the titles of the reference.
package let functionFamilies: [(title: String, functions: [CELFunction])] = [
  ("Sizes", sizeFunctions),
  ("Text", textFunctions),
  ("Patterns", patternFunctions),
  ("Conversions", conversionFunctions),
  // Without zones here; an environment puts in those that know its host's zones.
  ("Time", zoneFunctions(.none)),
  ("Optional values", optionalFunctions),
  ("More on texts", stringFunctions),
  ("Lists", listFunctions),
  ("Numbers", mathFunctions),
  ("Bits", bitFunctions),
  ("Base64", encoderFunctions),
  ("Internet addresses", networkFunctions),
]
