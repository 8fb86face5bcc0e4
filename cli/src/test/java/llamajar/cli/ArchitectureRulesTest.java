package llamajar.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The rules of the house: who may know whom.
@AnalyzeClasses(packages = "llamajar", importOptions = DoNotIncludeTests.class)
class ArchitectureRulesTest {

  @ArchTest
  static final ArchRule dependenciesPointOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("confine")
          .definedBy("llamajar.confine..")
          .layer("gguf")
          .definedBy("llamajar.gguf..")
          .layer("pack")
          .definedBy("llamajar.pack..")
          .layer("text")
          .definedBy("llamajar.text..")
          .layer("compute")
          .definedBy("llamajar.compute..")
          .layer("cuda")
          .definedBy("llamajar.cuda..")
          .layer("engine")
          .definedBy("llamajar.engine..", "llamajar.api..")
          .layer("hub")
          .definedBy("llamajar.hub..")
          .layer("server")
          .definedBy("llamajar.server..")
          .layer("cli")
          .definedBy("llamajar.cli..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("pack")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("confine")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("confine")
          .mayNotAccessAnyLayer()
          .whereLayer("engine")
          .mayOnlyBeAccessedByLayers("server", "cli")
          .whereLayer("hub")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("server")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("cuda")
          .mayOnlyBeAccessedByLayers("engine", "cli")
          .whereLayer("compute")
          .mayOnlyBeAccessedByLayers("cuda", "engine", "cli")
          .whereLayer("text")
          .mayOnlyBeAccessedByLayers("engine", "server", "cli")
          .whereLayer("gguf")
          .mayOnlyBeAccessedByLayers("pack", "compute", "cuda", "engine", "server", "cli");

  @ArchTest
  static final ArchRule packagesFormNoCycles =
      slices().matching("llamajar.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyTheVectorTierKnowsTheVectorApi =
      noClasses()
          .that()
          .resideOutsideOfPackages("llamajar.compute.cpu.vector..", "llamajar.compute.cpu.probe..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jdk.incubator.vector..");

  @ArchTest
  static final ArchRule kernelsKnowNothingOfPrograms =
      noClasses()
          .that()
          .resideInAPackage("llamajar.compute.cpu.kernel..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "llamajar.compute.cpu",
              "llamajar.compute.cpu.vector..",
              "llamajar.compute.cpu.reference..");

  @ArchTest
  static final ArchRule architecturesComputeNothing =
      noClasses()
          .that()
          .resideInAPackage("llamajar.engine.architecture..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("llamajar.compute.cpu..");

  @ArchTest
  static final ArchRule onlyTheCommandKnowsTheTerminal =
      noClasses()
          .that()
          .resideOutsideOfPackage("llamajar.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..", "org.jline..", "java.io.Console..");

  @ArchTest
  static final ArchRule onlyTheCommandTheServerAndTheHubsInterfaceKnowJson =
      noClasses()
          .that()
          .resideOutsideOfPackages("llamajar.cli..", "llamajar.server..", "llamajar.hub.api..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("tools.jackson..");

  @ArchTest
  static final ArchRule theHubKnowsNothingElseOfTheHouse =
      classes()
          .that()
          .resideInAPackage("llamajar.hub..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("llamajar.hub..", "java..", "tools.jackson..", "org.jspecify..");

  @ArchTest
  static final ArchRule onlyTheHubAsksServers =
      noClasses()
          .that()
          .resideOutsideOfPackage("llamajar.hub.http..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.net.http..");

  @ArchTest
  static final ArchRule onlyTheServersFrontKnowsTheHttpLibrary =
      noClasses()
          .that()
          .resideOutsideOfPackage("llamajar.server.http..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.sun.net.httpserver..");

  @ArchTest
  static final ArchRule onlyTheChatKnowsTheLineEditor =
      noClasses()
          .that()
          .resideOutsideOfPackages("llamajar.cli.chat..", "llamajar.cli.markdown..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.jline..");

  @ArchTest
  static final ArchRule nobodyReflects =
      noClasses()
          .that()
          .resideInAPackage("llamajar..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.lang.reflect..");

  @ArchTest
  static final ArchRule classesSayWhatTheyAre =
      classes()
          .that()
          .resideInAPackage("llamajar..")
          .should()
          .haveSimpleNameNotEndingWith("Utils")
          .andShould()
          .haveSimpleNameNotEndingWith("Helper")
          .andShould()
          .haveSimpleNameNotEndingWith("Manager")
          .andShould()
          .haveSimpleNameNotEndingWith("Impl");
}
