import CEL

/// What the expressions of a flow can name, as `docs/steps.md` has it, from what they are checked
/// against.
let expressionReference: String = {
  let scope: [(path: String, type: CELType)] = [
    ("call", ProjectScope.call), ("call.ended", ProjectScope.ended),
    ("hours.<name>", ProjectScope.schedule), ("<id>.reason", ProjectScope.reason),
    ("failure", ProjectScope.failure), ("recording", ProjectScope.recording),
    ("recording.files[0]", ProjectScope.file),
  ]
  let rows = scope.flatMap { path, type -> [String] in
    guard case .record(let record) = type else { return [] }
    return record.fields.map { field in
      let words = field.words.map { "`\($0)`" }.joined(separator: ", ")
      let notes = [field.documentation, words].filter { !$0.isEmpty }.joined(separator: " ")
      return "| `\(path).\(field.name)` | \(field.type) | \(notes) |"
    }
  }
  return """
    ## What expressions read

    By their names alone: identities, parameters, outputs, variables, `caller` (who called, or whom `dial` reached) and `now` (the time of what happened last).
    `settings.<name>`, `flags.<name>`, and by the `id` of a step its result: `<id>.outcome`, `<id>.reason`, and the fields that the step's section names. A field that may be missing there is read as `<id>.?field.orValue(…)`.
    A party has `kind` and `rawId`, and by its kind `number`, `id`, `user`, `tenant`, `resource`, `app` and `cloud`; ask `has(caller.number)` or `caller.kind == 'phoneNumber'` first.
    `call.ended` is there in `callEnded` and `recordingReady`, `failure` in the flow's `failed`, `recording` in `recordingReady`.
    Headers are found whatever the case of their names: `call.headers.sip[?'x-ticket'].orValue('none')`.

    | | type | |
    |---|---|---|
    \(rows.joined(separator: "\n"))
    """
}()
