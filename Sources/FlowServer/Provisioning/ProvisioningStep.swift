/// Who does a step, in the words of the quick start of Teams Phone extensibility.
package enum Persona: String, Hashable, Sendable, CaseIterable {
  /// Who builds the contact centre, and has the Azure subscription.
  case developer = "CCaaS Developer"
  /// Who administers the Teams tenant.
  case administrator = "Teams Admin"
}

/// What one of the two does at once: why, and the commands for it.
package struct ProvisioningStep: Hashable, Sendable {
  /// What it is about.
  package enum Topic: Int, Hashable, Sendable, CaseIterable {
    /// The Communication Services resource, and the AI resource it uses.
    case resources = 1
    /// The registration in Entra.
    case registration
    /// The bot.
    case bot
    /// The resource accounts.
    case accounts
    /// Their licences and numbers.
    case numbers
    /// An administrator's consent to what the application asks for.
    case consent
    /// What Graph says of the accounts.
    case information
    /// That the resource may act for the accounts.
    case serverConsent
    /// That agents may use the resource.
    case clientConsent
    /// The server.
    case server
    /// Event Grid's subscriptions.
    case subscription
  }

  /// What it is about; its number is the step's.
  package let topic: Topic
  /// Who does it.
  package let persona: Persona
  /// Its name, which is the quick start's where that has it.
  package let title: String
  /// Why, and what to look at, in sentences.
  package let notes: [String]
  /// What is typed into PowerShell, line by line.
  package let commands: [String]
  /// What is typed into a POSIX shell where the server runs; not part of a script.
  package var serverCommands: [String] = []
}

extension ProvisioningStep {
  /// How it is named wherever it is spoken of: `4. Teams Admin: Provision Resource Account`.
  package var heading: String { "\(topic.rawValue). \(persona.rawValue): \(title)" }
}
