package dev.stackwright;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The walls of the house: which room may know which, and which library is seen from where. */
class WallsTest {

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.stackwright");

    /** Room → the rooms it may know. Each room also knows itself. */
    private static final Map<String, List<String>> MAY_KNOW = Map.ofEntries(
            Map.entry("json", List.of()),
            Map.entry("cloud", List.of("run", "json", "store")),
            Map.entry("progress", List.of()),
            Map.entry("digest", List.of()),
            Map.entry("prediction", List.of()),
            Map.entry("sample", List.of()),
            Map.entry("address", List.of()),
            Map.entry("store", List.of("digest", "json", "progress")),
            Map.entry("graph", List.of()),
            Map.entry("image", List.of("graph")),
            Map.entry("network", List.of("image", "graph", "digest", "prediction", "progress", "store")),
            Map.entry("dataset", List.of("address", "image", "store", "digest", "json", "prediction", "progress")),
            Map.entry(
                    "ensemble",
                    List.of("network", "image", "graph", "store", "digest", "json", "prediction", "progress")),
            Map.entry("classify", List.of("address", "ensemble", "image", "store", "json", "prediction", "digest")),
            Map.entry(
                    "train",
                    List.of(
                            "dataset",
                            "network",
                            "ensemble",
                            "store",
                            "image",
                            "graph",
                            "digest",
                            "json",
                            "prediction",
                            "progress")),
            Map.entry(
                    "run",
                    List.of(
                            "train",
                            "dataset",
                            "ensemble",
                            "network",
                            "image",
                            "store",
                            "json",
                            "progress",
                            "prediction",
                            "digest")),
            Map.entry(
                    "event",
                    List.of("run", "classify", "dataset", "ensemble", "store", "digest", "json", "prediction")));

    /** Every rule speaks of at least this many classes, so that none passes on nothing. */
    private static final int LEAST = 1;

    @TestFactory
    Stream<DynamicTest> eachRoomKnowsOnlyWhatItMay() {
        return MAY_KNOW.keySet().stream()
                .sorted()
                .map(room -> DynamicTest.dynamicTest(room, () -> {
                    assertThat(classesOf(room)).as("classes of " + room).hasSizeGreaterThanOrEqualTo(LEAST);
                    Collection<String> others = new TreeSet<>(rooms());
                    others.remove(room);
                    others.removeAll(MAY_KNOW.get(room));
                    noClasses()
                            .that(resideInAPackage("dev.stackwright." + room + ".."))
                            .should()
                            .dependOnClassesThat(resideInAnyPackage(others.stream()
                                    .map(other -> "dev.stackwright." + other + "..")
                                    .toArray(String[]::new)))
                            .check(HOUSE);
                }));
    }

    @Test
    void nothingBelowTheDoorsKnowsTheDoors() {
        assertThat(rooms()).contains("function", "cli", "app");
        noClasses()
                .that(resideInAPackage("dev.stackwright.app.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.stackwright.function..", "dev.stackwright.cli.."))
                .allowEmptyShould(false)
                .check(HOUSE);
    }

    @Test
    void tensorFlowIsSeenOnlyFromGraphImageNetworkAndEnsemble() {
        seenOnlyFrom("org.tensorflow..", "graph", "image", "network", "ensemble");
    }

    @Test
    void theAwsSdkIsSeenOnlyFromStoreAndCloud() {
        seenOnlyFrom("software.amazon.awssdk..", "store", "cloud");
    }

    @Test
    void theEmbeddedEndpointIsSeenOnlyFromStore() {
        seenOnlyFrom("org.gaul..", "store");
    }

    @Test
    void quarkusIsSeenOnlyFromTheDoors() {
        seenOnlyFrom("io.quarkus..", "function", "cli", "app");
    }

    private static void seenOnlyFrom(String library, String... rooms) {
        String[] inside =
                Stream.of(rooms).map(r -> "dev.stackwright." + r + "..").toArray(String[]::new);
        assertThat(HOUSE.stream()
                        .filter(c -> c.getPackageName().startsWith("dev.stackwright"))
                        .count())
                .isGreaterThan(50);
        noClasses()
                .that(com.tngtech.archunit.base.DescribedPredicate.not(resideInAnyPackage(inside)))
                .should()
                .dependOnClassesThat(resideInAPackage(library))
                .check(HOUSE);
    }

    private static List<JavaClass> classesOf(String room) {
        List<JavaClass> found = new ArrayList<>();
        for (JavaClass c : HOUSE) {
            if (c.getPackageName().startsWith("dev.stackwright." + room)
                    && !c.getSimpleName().equals("package-info")) {
                found.add(c);
            }
        }
        return found;
    }

    private static Collection<String> rooms() {
        Collection<String> rooms = new TreeSet<>();
        for (JavaClass c : HOUSE) {
            String[] parts = c.getPackageName().split("\\.", -1);
            if (parts.length > 2) {
                rooms.add(parts[2]);
            }
        }
        return rooms;
    }
}
