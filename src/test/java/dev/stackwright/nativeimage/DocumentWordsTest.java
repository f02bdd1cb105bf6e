package dev.stackwright.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.stackwright.common.DocumentSchema;
import dev.stackwright.common.Json.MalformedJsonException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What people read of a stored document that is not what it should be, for every type that is stored. */
class DocumentWordsTest {

    private static final List<String> VALUES =
            List.of("null", "5", "1.5", "'x'", "[]", "[null]", "[{}]", "{}", "{'a':null}", "true");

    static Stream<Class<?>> documents() {
        var classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.stackwright");
        return JsonTypes.documents(classes).stream()
                .<Class<?>>map(name -> classes.get(name).reflect())
                .filter(Class::isRecord);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void aDocumentThatIsNotWhatItShouldBeIsToldInWordsOfPeople(Class<?> type) {
        List<String> documents = new ArrayList<>(VALUES);
        for (RecordComponent field : type.getRecordComponents()) {
            VALUES.forEach(value -> documents.add("{'" + field.getName() + "':" + value + "}"));
        }
        int refusals = 0;
        for (String json : documents) {
            byte[] utf8 = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            Throwable refusal = catchThrowable(() -> new DocumentSchema<>(type, 1).read(utf8, "it"));
            if (refusal != null) {
                refusals++;
                assertThat(refusal).as(json).isInstanceOf(MalformedJsonException.class);
                assertThat(refusal.getMessage())
                        .as(json)
                        .contains("expected ")
                        .doesNotContainIgnoringCase(
                                "jackson", "java.", "deserialize", "token", "dev.stackwright", "because", "`");
            }
        }
        assertThat(refusals)
                .as("refusals of what is no object at all, and others")
                .isGreaterThanOrEqualTo(8);
    }
}
