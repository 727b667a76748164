package import FlowLanguage

/// All steps from nothing to an answered call of Teams phone, filled in for one deployment.
///
/// Sources: the quick start of Teams Phone extensibility and FACTS.md (f) and (k); what the quick
/// start presumes (the resources, Event Grid's subscription) is there too, and licences come before
/// the numbers that need them. Run again, the commands make nothing twice.
package struct ProvisioningPlan: Hashable, Sendable {
  /// The deployment.
  package let deployment: Deployment
  /// The steps in the order in which they are done.
  package let steps: [ProvisioningStep]

  /// Fills the steps in.
  package init(for deployment: Deployment) {
    self.deployment = deployment
    let developer = DeveloperSteps(deployment: deployment)
    let administrator = AdministratorSteps(deployment: deployment)
    steps =
      [
        developer.resources, developer.registration, developer.bot, administrator.accounts,
        administrator.numbers, administrator.consent, developer.information,
        developer.serverConsent,
      ] + [developer.clientConsent].compactMap(\.self) + [
        developer.server, developer.subscription,
      ]
  }
}

extension Deployment {
  /// The bot's application as commands name it: its id, or the variable that holds it.
  var applicationWord: String { bot.application.map(powerShellQuoted) ?? "$applicationId" }

  /// The application of agents as commands name it.
  var agentApplicationWord: String { agentApplication.map(powerShellQuoted) ?? applicationWord }

  /// The resource's immutable id as commands name it.
  var resourceWord: String { azure.resourceID.map(powerShellQuoted) ?? "$resourceId" }

  /// An account's object id as commands name it.
  func objectWord(of account: Account) -> String {
    account.objectID.map(powerShellQuoted) ?? "$objectIds.\(account.name)"
  }

  /// An account's number as commands name it.
  func numberWord(of account: Account) -> String {
    account.number.map(powerShellQuoted) ?? "$numbers.\(account.name)"
  }

  /// The path at which the server takes Event Grid's deliveries.
  var webhook: String { publicURL + "/api/incomingCall" }
}

/// A command that makes something, where another does not find it.
func unlessFound(_ finding: String, _ making: String) -> [String] {
  ["if (-not (\(finding) -ErrorAction SilentlyContinue)) {", "  \(making)", "}"]
}
