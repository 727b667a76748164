internal import Metrics

/// How often each fault of the deployment was met, named as in Prometheus.
struct DeploymentMetrics: Sendable {
  private let faults: [DeploymentFault: Counter] = Dictionary(
    uniqueKeysWithValues: DeploymentFault.allCases.map { fault in
      (
        fault,
        Counter(label: "flowctl_deployment_faults_total", dimensions: [("class", fault.rawValue)])
      )
    }
  )

  /// A fault was met.
  func saw(_ fault: DeploymentFault) { faults[fault]?.increment() }
}
