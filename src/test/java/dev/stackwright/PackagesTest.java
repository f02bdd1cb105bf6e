package dev.stackwright;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which package may import which, and which library is seen from where: the map of ARCHITECTURE.md. */
class PackagesTest {

    private static final String BASE = "dev.stackwright.";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.stackwright");

    /** Package, with those below it → the packages that it may import. Each also knows itself. */
    private static final Map<String, List<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("common", List.of()),
            Map.entry("prediction", List.of()),
            Map.entry("image", List.of("common")),
            Map.entry("store", List.of("common")),
            Map.entry("download", List.of("common")),
            Map.entry("access", List.of("common", "store")),
            Map.entry("network", List.of("common", "prediction", "image", "store", "download")),
            Map.entry("dataset", List.of("common", "prediction", "image", "store", "download")),
            Map.entry("ensemble", List.of("common", "prediction", "image", "store", "network")),
            Map.entry("tensorflow", List.of("common", "prediction", "image", "network", "ensemble")),
            Map.entry("onnx", List.of("common", "prediction", "image", "network", "ensemble")),
            Map.entry(
                    "train",
                    List.of("common", "prediction", "image", "store", "network", "dataset", "ensemble", "tensorflow")),
            Map.entry(
                    "run",
                    List.of(
                            "common",
                            "prediction",
                            "image",
                            "store",
                            "network",
                            "dataset",
                            "ensemble",
                            "tensorflow",
                            "train")),
            Map.entry("classify", List.of("common", "prediction", "image", "store", "download", "ensemble")),
            Map.entry("event", List.of("common", "prediction", "store", "dataset", "ensemble", "run", "classify")));

    /** On top of all others: they may import everything but each other. */
    private static final List<String> ON_TOP = List.of("server", "cli");

    @TestFactory
    Stream<DynamicTest> eachPackageImportsOnlyWhatItMay() {
        return MAY_IMPORT.keySet().stream()
                .sorted()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    assertThat(classesOf(name)).as("classes of " + name).isPositive();
                    Collection<String> others = packages();
                    others.remove(name);
                    others.removeAll(MAY_IMPORT.get(name));
                    noClasses()
                            .that(resideInAPackage(BASE + name + ".."))
                            .should()
                            .dependOnClassesThat(resideInAnyPackage(withSubpackages(others)))
                            .check(CLASSES);
                }));
    }

    @Test
    void everyPackageHasItsPlaceInTheMap() {
        Collection<String> placed = new TreeSet<>(MAY_IMPORT.keySet());
        placed.addAll(ON_TOP);
        placed.add("app");
        assertThat(packages()).containsExactlyInAnyOrderElementsOf(placed);
    }

    @Test
    void nothingImportsServerAndCommandLine() {
        noClasses()
                .that(resideInAPackage(BASE + "app.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage(withSubpackages(ON_TOP)))
                .check(CLASSES);
    }

    @Test
    void serverAndCommandLineDoNotImportEachOther() {
        ON_TOP.forEach(one -> noClasses()
                .that(resideInAPackage(BASE + one + ".."))
                .should()
                .dependOnClassesThat(resideInAnyPackage(withSubpackages(
                        ON_TOP.stream().filter(other -> !other.equals(one)).toList())))
                .check(CLASSES));
    }

    @Test
    void noPackageAndNoSubpackageIsInACircle() {
        slices().matching(BASE + "(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void tensorFlowIsSeenOnlyFromTensorflowAndImage() {
        seenOnlyFrom("org.tensorflow..", "tensorflow", "image");
    }

    @Test
    void onnxRuntimeAndItsMessagesAreSeenOnlyFromOnnx() {
        seenOnlyFrom("ai.onnxruntime..", "onnx");
        seenOnlyFrom("ai.onnx.proto..", "onnx");
        seenOnlyFrom("org.tribuo..", "onnx");
    }

    @Test
    void theAwsSdkIsSeenOnlyFromStoreAndStepFunctions() {
        seenOnlyFrom("software.amazon.awssdk..", "store", "run.stepfunctions");
    }

    @Test
    void theEmbeddedEndpointIsSeenOnlyFromStore() {
        seenOnlyFrom("org.gaul..", "store");
    }

    @Test
    void quarkusIsSeenOnlyFromServerCommandLineAndApp() {
        seenOnlyFrom("io.quarkus..", "server", "cli", "app");
    }

    @Test
    void theHttpClientIsSeenOnlyFromDownload() {
        seenOnlyFrom("org.apache.hc..", "download");
    }

    private static void seenOnlyFrom(String library, String... from) {
        assertThat(CLASSES.stream().filter(PackagesTest::ours).count()).isGreaterThan(50);
        noClasses()
                .that(not(resideInAnyPackage(withSubpackages(List.of(from)))))
                .should()
                .dependOnClassesThat(resideInAPackage(library))
                .check(CLASSES);
    }

    private static String[] withSubpackages(Collection<String> names) {
        return names.stream().map(name -> BASE + name + "..").toArray(String[]::new);
    }

    private static long classesOf(String name) {
        return CLASSES.stream()
                .filter(c -> (c.getPackageName() + ".").startsWith(BASE + name + ".")
                        && !c.getSimpleName().equals("package-info"))
                .count();
    }

    private static boolean ours(JavaClass c) {
        return c.getPackageName().startsWith(BASE);
    }

    /** The packages right below the root. */
    private static Collection<String> packages() {
        Collection<String> found = new TreeSet<>();
        CLASSES.stream()
                .filter(PackagesTest::ours)
                .forEach(c ->
                        found.add(c.getPackageName().substring(BASE.length()).replaceAll("\\..*", "")));
        return found;
    }
}
