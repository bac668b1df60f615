import Host
import Testing

@Suite struct ProcessorInfoTests {
  @Test("The kernel's account of a CPU is understood on x86 and ARM")
  func cpuinfo() {
    let x86 = ProcessorInfo(
      "processor\t: 0\nmodel name\t: Some CPU: fast\nflags\t\t: fpu avx2 fma\nvmx flags\t: ept\n\nflags\t\t: fpu\n")
    #expect(x86.model == "Some CPU: fast" && x86.features == ["fpu", "avx2", "fma"])
    let arm = ProcessorInfo("processor\t: 0\nFeatures\t: fp asimd\n")
    #expect(arm.model.isEmpty && arm.features == ["fp", "asimd"])
    #expect(ProcessorInfo("").features == nil)
  }
}
