import Foundation

/// A flow of 40 lines, as a contact centre would have many of.
func flow(number: Int) -> String {
  let digits = String(format: "%012d", number)
  return """
    flow: bench-\(number)
    locale: en-US
    identities:
      line:
        rawId: 28:orgid:cc123456-5678-5678-1234-\(digits)
      frontDesk: +1206555\(String(format: "%04d", number % 10_000))
      alice:
        teamsExtensionUser:
          user: 0269be4d-5be0-4770-bf9c-a1bf50ee78d5
          tenant: 87d349ed-44d7-43e1-9a83-5f2406dee5bd
          resource: e5b7f628-ea94-4fdc-b3d9-1af1fe231111
    routes:
      - to: line
    prompts:
      welcome: Thank you for calling Contoso.
      menu: For sales press 1, for support press 2.
    blocks:
      main:
        - answer
        - play: welcome
        - goto: menu
      menu:
        - recognize:
            prompt: menu
            choices:
              sales: { press: 1 }
              support: { press: 2 }
            retries: 2
          id: chosen
          on: { sales: desk, support: agents, failed: desk }
      agents:
        - addAgent: { to: alice, timeout: 30s }
          id: agent
          on: { failed: desk }
        - wait: { for: { gone: { left: agent } } }
        - log: "${chosen.choice} was for ${call.id}"
        - hangUp
      desk:
        - transfer: { to: frontDesk }
          on: { failed: hangUp }

    """
}

/// Writes that many flows into a folder.
func writeFlows(to folder: String, count: Int) throws {
  try FileManager.default.createDirectory(
    atPath: folder,
    withIntermediateDirectories: true
  )
  for number in 0..<count {
    try flow(number: number).write(
      toFile: "\(folder)/flow-\(number).yaml",
      atomically: false,
      encoding: .utf8
    )
  }
}
