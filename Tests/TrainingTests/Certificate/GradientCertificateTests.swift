import Models
import ODE
import Testing

@testable import Training

/// The certificate of a job's own gradient.
@Suite struct GradientCertificateTests {
  @Test(
    "jobs with regularisers are certified, whatever the gradient that goes with them",
    arguments: [JobGradient.Method.discrete, .backsolve, .interpolated])
  func certifiesRegularizers(method: JobGradient.Method) throws {
    let fixture = try TrainingFixture()
    var job = fixture.job(steps: 1)
    job.gradient.method = method
    job.model.regularization.kineticEnergy = 0.1
    job.model.regularization.jacobian = 0.1
    job.model.regularization.secondDerivative = 0.05
    let certificate = try #require(try GradientCertificate.make(job, communicator: fixture.communicator))
    #expect(certificate.derivativeIsRight, "\(certificate.text)")
    #expect(certificate.isGoodEnough && certificate.jobError < 1e-2, "\(certificate.text)")
    // The regularisers are a part of what is certified.
    job.model.regularization = JobRegularization()
    let plain = try #require(try GradientCertificate.make(job, communicator: fixture.communicator))
    #expect(plain.rows.first?.gradient != certificate.rows.first?.gradient)
  }
}
