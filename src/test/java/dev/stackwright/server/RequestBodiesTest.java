package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stackwright.classify.ClassifyRequest;
import dev.stackwright.run.TrainRequest;
import dev.stackwright.server.EnsemblesResource.PromotionRequest;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RequestBodiesTest {

    @Test
    void aGoodBodyIsRead() {
        ClassifyRequest request = RequestBodies.read(
                bytes("{'ensemble':'cats-dogs','urls':['https://example.org/a.jpg'],'top':null}"),
                ClassifyRequest.class);
        assertThat(request.ensemble().value()).isEqualTo("cats-dogs");
        assertThat(request.topOrDefault()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'ensemble':'a','urls':['x'],'colour':1}; colour; ensemble, urls, images, top, explain, coverage,"
                        + " unknown",
                "{'urls':['x']}; ensemble; no such field",
                "{'ensemble':null,'urls':['x']}; ensemble; null",
                "{'ensemble':'a'}; urls; 1 to 64 urls and images",
                "{'ensemble':'a','urls':null}; urls; 1 to 64 urls and images",
                "{'ensemble':'a','urls':'x'}; urls; expected a list, found \"x\"",
                "{'ensemble':'a','images':[{'name':'x'}]}; images[0]; as base64, found no such field",
                "{'ensemble':'a','images':['x']}; images[0]; expected a JSON object, found \"x\"",
                "{'ensemble':'a','images':[{'base64':5}]}; images[0].base64; expected base64, found 5",
                "{'ensemble':'a','images':[{'base64':'*'}]}; images[0].base64; expected base64, found",
                "{'ensemble':'a','images':[null]}; images[0]; nulls",
                "{'ensemble':'a','urls':{}}; urls; expected a list, found {}",
                "{'ensemble':'a','urls':[]}; urls; 1 to 64",
                "{'ensemble':'a','urls':['x',null]}; urls[1]; nulls",
                "{'ensemble':'a','urls':['x',7]}; urls[1]; expected text, found 7",
                "{'ensemble':'a','urls':['x',['y']]}; urls[1]; expected text",
                "{'ensemble':'a','urls':['x'],'top':'3'}; top; expected a whole number, found \"3\"",
                "{'ensemble':'a','urls':['x'],'top':2.5}; top; expected a whole number, found 2.5",
                "{'ensemble':'a','urls':['x'],'top':0}; top; 1 or more",
                "{'ensemble':'a','urls':['x'],'top':99999999999}; top; expected a whole number",
                "{'ensemble':'a','urls':['x'],'explain':'no'}; explain; true or false",
                "{'ensemble':'a','urls':['x'],'explain':1}; explain; true or false",
                "{'ensemble':'a','urls':['x'],'coverage':0}; coverage; above 0 and below 1, such as 0.9, found 0.0",
                "{'ensemble':'a','urls':['x'],'coverage':1}; coverage; above 0 and below 1",
                "{'ensemble':'a','urls':['x'],'coverage':1e999}; coverage; above 0 and below 1",
                "{'ensemble':'a','urls':['x'],'coverage':'0.9'}; coverage; found \"0.9\"",
                "{'ensemble':'a','urls':['x'],'coverage':'NaN'}; coverage; above 0 and below 1",
                "{'ensemble':'a','urls':['x'],'coverage':[0.9]}; coverage; found [0.9]",
                "{'ensemble':'a','urls':['x'],'unknown':'yes'}; unknown; true or false",
                "{'ensemble':'A B','urls':['x']}; ensemble; lower-case letters",
                "{'ensemble':{'value':'a'},'urls':['x']}; ensemble; expected text",
                "{'ensemble':7,'urls':['x']}; ensemble; expected text, found 7",
            })
    void aBadClassifyBodyNamesTheFieldAtFault(String json, String field, String detail) {
        Problem problem = refused(json, ClassifyRequest.class);
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.type()).isEqualTo("urn:stackwright:problem:invalid-request");
        assertThat(problem.field()).as(problem.detail()).isEqualTo(field);
        assertThat(problem.detail()).contains(detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'ensemble':'a','dataset':'d','recipe':'magic'}; recipe; auto, probe, finetune or article",
                "{'ensemble':'a','dataset':'d','recipe':1}; recipe; found '1'",
                "{'ensemble':'a','dataset':5}; dataset; expected text",
                "{'ensemble':'a','dataset':'d','members':'xception'}; members; expected a list",
                "{'ensemble':'a','dataset':'d','learningRate':'fast'}; learningRate; expected a number",
                "{'ensemble':'a','dataset':'d','promote':'yes'}; promote; true or false",
                "{'ensemble':'a','dataset':'d','seed':1.5}; seed; expected a whole number",
                "{'ensemble':'a'}; dataset; no such field",
            })
    void aBadTrainBodyNamesTheFieldAtFault(String json, String field, String detail) {
        Problem problem = refused(json, TrainRequest.class);
        assertThat(problem.field()).as(problem.detail()).isEqualTo(field);
        assertThat(problem.detail()).contains(detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{; line 1",
                "{'ensemble':'a'; line 1",
                "nonsense; nonsense",
                "{'ensemble':'a'}{}; line 1",
                "{'ensemble':'a','ensemble':'b'}; found 'ensemble' twice",
                "{'a':NaN}; NaN",
            })
    void malformedJsonIsSaidToBeSo(String json, String detail) {
        Problem problem = refused(json, ClassifyRequest.class);
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.type()).isEqualTo("urn:stackwright:problem:malformed-json");
        assertThat(problem.detail()).contains(detail);
    }

    static Stream<Arguments> wrongBodies() {
        String digits = "9".repeat(10_000);
        List<String> values = List.of(
                "5",
                "1.5",
                "1e999",
                digits,
                "0." + digits,
                "NaN",
                "'x'",
                "''",
                "'\\ud800'",
                "[]",
                "[null]",
                "[{}]",
                "[[]]",
                "[5]",
                "['x']",
                "{}",
                "{'a':{}}",
                "true",
                "[".repeat(5000) + "]".repeat(5000),
                "tru",
                "",
                "01",
                "'\t'");
        return Stream.of(ClassifyRequest.class, TrainRequest.class, PromotionRequest.class)
                .flatMap(type -> Stream.of(type.getRecordComponents())
                        .map(RecordComponent::getName)
                        .flatMap(field -> values.stream()
                                .map(value ->
                                        Arguments.of(type, field, "{'" + field + "':" + value + ",'noSuchField':1}"))));
    }

    @ParameterizedTest(name = "{0} {1} [{index}]")
    @MethodSource("wrongBodies")
    void noMessageIsInTheParsersWords(Class<? extends Record> type, String field, String json) {
        int refusals = 0;
        for (String body : List.of(json, json.replace(",'noSuchField':1", ""), json + "x")) {
            Throwable refusal = catchThrowable(() -> RequestBodies.read(bytes(body), type));
            if (refusal == null) {
                continue; // another field may have that value
            }
            refusals++;
            assertThat(refusal).isInstanceOf(ProblemException.class);
            Problem problem = ((ProblemException) refusal).problem();
            assertThat(problem.status()).isEqualTo(400);
            assertThat(problem.detail())
                    .startsWith("expected ")
                    .hasSizeLessThan(600)
                    .doesNotContainIgnoringCase(
                            "jackson",
                            "java",
                            "deserialize",
                            "token",
                            "reference chain",
                            "START_",
                            "Source:",
                            "Parser",
                            "`");
        }
        assertThat(refusals)
                .as("refusals of a field that there is none of, and of more after the end")
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    void whatIsNoObjectIsShown() {
        assertThat(refused("", ClassifyRequest.class).detail()).contains("empty body");
        assertThat(refused("null", ClassifyRequest.class).detail()).contains("found null");
        assertThat(refused("[1]", ClassifyRequest.class).detail()).contains("found [1]");
        assertThat(refused("   ", ClassifyRequest.class).status()).isEqualTo(400);
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        Problem problem = catchThrowableOfType(
                        ProblemException.class,
                        () -> RequestBodies.read(
                                new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}, ClassifyRequest.class))
                .problem();
        assertThat(problem.type()).isEqualTo("urn:stackwright:problem:malformed-json");
    }

    @Test
    void deepNestingIsRefusedAndLongValuesAreNotEchoedWhole() {
        assertThat(refused("[".repeat(100_000), ClassifyRequest.class).status()).isEqualTo(400);
        String urls = IntStream.range(0, 65).mapToObj(i -> "'u" + i + "'").collect(Collectors.joining(","));
        assertThat(refused("{'ensemble':'a','urls':[" + urls + "]}", ClassifyRequest.class)
                        .detail())
                .contains("found 65");
        assertThat(refused("{'ensemble':'a','urls':'" + "x".repeat(10_000) + "'}", ClassifyRequest.class)
                        .detail())
                .hasSizeLessThan(300);
    }

    private static Problem refused(String json, Class<? extends Record> type) {
        return catchThrowableOfType(ProblemException.class, () -> RequestBodies.read(bytes(json), type))
                .problem();
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
