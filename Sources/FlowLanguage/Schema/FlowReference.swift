/// The page of flow files, as `docs/flow.md` has it: the table of the keys comes from what the
/// reader and the schema know, and `details`, its sections, from whoever writes them.
package func flowReference(details: String) -> String {
  let rows = FlowKey.all.map { key in
    "| [`\(key.name)`](#\(key.name.lowercased())) | \(key.value) | \(key.otherwise ?? "") "
      + "| \(key.documentation) |"
  }
  let table = "| key | value | if left out | |\n|---|---|---|---|\n" + rows.joined(separator: "\n")
  return [preface, table].joined(separator: "\n\n") + "\n\n" + details
}

private let preface = """
  # Flow files

  A flow is one YAML file with one document in it, a mapping. `flow` and `blocks` are required; the order of the keys does not matter, but the first block is where a call begins.
  What steps can say is in [steps](steps.md), what stands in `${ … }` in [expressions](expressions.md), opening hours in [hours](hours.md), and what differs from one deployment to the next at the end of this page, in [`flowctl.yaml`](#flowctlyaml).

  Names that expressions use begin with a small letter and have letters and digits: identities, parameters, outputs, variables and the `id`s of steps, which share their names, and settings, flags, services, signals and schedules, which do not.
  `caller everyone call now hours settings failure spoken recording flags` are taken.

  Values are read by what is expected where they stand, and never by a guess of YAML's: `+12065551212` is a number to call, `press: 007` are three keys, `no` is a text.

  The examples leave out `flow` and `blocks` where these say nothing new.
  A test reads all of them, writes the table anew with `UPDATE_FIXTURES=1`, and fails where a key of a flow has no section.
  """
