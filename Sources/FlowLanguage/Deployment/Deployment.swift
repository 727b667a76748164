/// What has to be set up outside of this program for a server to take calls of Teams phone, as
/// `flowctl provision` reads it from a file of its own.
///
/// What somebody learns only on the way (ids that Azure or Teams gives) may be missing at first.
package struct Deployment: Hashable, Sendable {
  /// The URL by which the service reaches the server, without a slash at the end.
  package var publicURL: String
  /// Where the resources are.
  package var azure: Azure
  /// The bot that stands for the contact centre.
  package var bot: Bot
  /// Whose telephone numbers they are.
  package var teams: Teams
  /// The resource accounts that are called, in the order written.
  package var accounts: [Account]
  /// The agents who take calls in an application of their own, in the order written.
  package var agents: [Agent]
  /// The application in which agents sign in; nil for the bot's.
  package var agentApplication: String?

  /// The Azure subscription of the developer.
  package struct Azure: Hashable, Sendable {
    /// The subscription's id.
    package var subscription: String
    /// The subscription's tenant where it is another than that of Teams; else nil.
    package var tenant: String?
    /// The resource group of everything.
    package var resourceGroup: String
    /// The region of what has one, such as `eastus`.
    package var location: String
    /// The name of the Communication Services resource.
    package var communicationService: String
    /// Where that resource keeps data; Microsoft wants it to be where the Teams tenant is.
    package var dataLocation: String
    /// Its immutable resource id; nil before it is known.
    package var resourceID: String?
    /// The name of the AI resource that speaks and understands; nil for none.
    package var aiService: String?
  }

  /// The bot and its registration in Entra.
  package struct Bot: Hashable, Sendable {
    /// The bot's name, and its registration's.
    package var name: String
    /// The application (client) id; nil before it is registered.
    package var application: String?
  }

  /// The tenant that has Teams phone.
  package struct Teams: Hashable, Sendable {
    /// The directory (tenant) id.
    package var tenant: String
    /// Two capital letters, without which no licence can be assigned.
    package var country: String
  }

  /// A resource account with its number.
  package struct Account: Hashable, Sendable {
    /// What it is called in the file.
    package var name: String
    /// The name by which it signs in, such as `support@contoso.com`.
    package var userPrincipalName: String
    /// The name that people see.
    package var displayName: String
    /// Its number, in E.164; nil before one is acquired.
    package var number: String?
    /// Where the number comes from.
    package var numberType: NumberType
    /// Its object id; nil before the account is made.
    package var objectID: String?
  }

  /// Where a number comes from, in the words of `Set-CsPhoneNumberAssignment`.
  package enum NumberType: String, Hashable, Sendable, CaseIterable {
    /// Of Microsoft.
    case callingPlan = "CallingPlan"
    /// Of an operator who is connected with Teams.
    case operatorConnect = "OperatorConnect"
    /// Of one's own session border controller.
    case directRouting = "DirectRouting"
  }

  /// An agent.
  package struct Agent: Hashable, Sendable {
    /// What the agent is called in the file.
    package var name: String
    /// The user's object id.
    package var objectID: String
  }
}

extension Deployment {
  /// The path of the Communication Services resource in Azure's management API.
  package var resourcePath: String {
    "\(groupPath)/Microsoft.Communication/communicationServices/\(azure.communicationService)"
  }

  /// The path of the bot in Azure's management API.
  package var botPath: String { "\(groupPath)/Microsoft.BotService/botServices/\(bot.name)" }

  /// The path of the AI resource in Azure's management API; nil where there is none.
  package var aiPath: String? {
    azure.aiService.map { "\(groupPath)/Microsoft.CognitiveServices/accounts/\($0)" }
  }

  /// The path of the resource group, with what all names of resources in it begin with.
  private var groupPath: String {
    "/subscriptions/\(azure.subscription)/resourceGroups/\(azure.resourceGroup)/providers"
  }

  /// The values that are not known yet, each with its place in the file.
  package var pendingValues: [String] {
    var places: [String] = []
    if bot.application == nil { places.append("bot.application") }
    if azure.resourceID == nil { places.append("azure.resourceId") }
    for account in accounts {
      if account.objectID == nil { places.append("accounts.\(account.name).objectId") }
      if account.number == nil { places.append("accounts.\(account.name).number") }
    }
    return places
  }
}
