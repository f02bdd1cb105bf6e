package dev.stackwright;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuarkusTestsTest {

    /**
     * Two JVMs that start the application from one {@code target/test-classes} end in {@code NoSuchFileException} for
     * {@code test-classes.idx} now and then, so the build runs the classes of this list one after another.
     */
    @Test
    void theListHasEveryTestThatStartsTheApplication() throws IOException {
        List<String> found = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS).importPackages("dev.stackwright").stream()
                        .filter(type -> type.isAnnotatedWith(QuarkusTest.class))
                        .map(JavaClass::getSimpleName)
                        .map(name -> "**/" + name + ".java")
                        .toList();
        assertThat(Files.readAllLines(Path.of("src/test/quarkus-tests.txt")))
                .containsExactlyInAnyOrderElementsOf(found)
                .isNotEmpty();
    }
}
