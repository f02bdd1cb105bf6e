package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.classify.ClassifyRequest;
import dev.stackwright.run.TrainRequest;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.Paths;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.junit.jupiter.api.Test;

class OpenApiFunctionsTest {

    private final Map<String, Schema> schemas = OpenApiDocument.schemas().components();

    @Test
    void theBodyOfTrainHasTheFieldsOfTheRequestEachWithItsTypeAndWhatItMeans() {
        Schema body = schemas.get("TrainRequest");
        assertThat(body.getRequired()).containsExactly("ensemble", "dataset");
        Map<String, Schema> fields = body.getProperties();
        assertThat(fields.keySet()).containsExactlyElementsOf(names(TrainRequest.class));
        assertThat(fields.values())
                .allSatisfy(field -> assertThat(field.getDescription()).isNotBlank());
        Map<String, Schema> tuning = schemas.get("FineTuning").getProperties();
        assertThat(tuning.keySet()).containsExactlyElementsOf(names(TrainRequest.FineTuning.class));
        assertThat(fields.get("members").getType()).containsExactly(Schema.SchemaType.ARRAY);
        assertThat(fields.get("members").getItems().getType()).containsExactly(Schema.SchemaType.STRING);
        assertThat(tuning.get("learningRates").getItems().getType()).containsExactly(Schema.SchemaType.NUMBER);
        assertThat(fields.get("seed").getType()).containsExactly(Schema.SchemaType.INTEGER);
        assertThat(fields.get("promote").getType()).containsExactly(Schema.SchemaType.BOOLEAN);
        assertThat(tuning.get("mixup").getType()).containsExactly(Schema.SchemaType.NUMBER);
    }

    /** coverage, unknown and explain were missing in the form. */
    @Test
    void theFormAndTheQueryOfClassifyHaveTheFieldsOfItsJsonButTheImages() {
        Paths paths = OASFactory.createPaths();
        new OpenApiFunctions(OpenApiDocument.schemas()).addTo(paths);
        Operation classify = paths.getPathItem("/classify").getPOST();
        List<String> fields = names(ClassifyRequest.class).stream()
                .filter(name -> !name.equals("images"))
                .toList();
        assertThat(classify.getRequestBody()
                        .getContent()
                        .getMediaType(ImageBodies.FORM)
                        .getSchema()
                        .getProperties()
                        .keySet())
                .containsAll(fields)
                .hasSize(fields.size() + 1)
                .contains("file");
        assertThat(classify.getParameters().stream().map(Parameter::getName))
                .containsAll(fields)
                .hasSize(fields.size() + 1)
                .contains(LineAnswers.PARAMETER);
    }

    @Test
    void whatMayBeAbsentIsNotRequiredAndValuesAreWhatJacksonWrites() {
        assertThat(schemas.get("ClassifyRequest").getRequired()).containsExactly("ensemble");
        assertThat(schemas.get("RunView").getRequired()).containsExactly("run", "request", "state");
        assertThat(schemas.get("EnsembleName").getType()).containsExactly(Schema.SchemaType.STRING);
        assertThat(schemas.get("Labels").getType()).containsExactly(Schema.SchemaType.ARRAY);
        assertThat(schemas.get("Phase").getEnumeration()).contains("queued", "succeeded");
    }

    private static List<String> names(Class<?> request) {
        return Arrays.stream(request.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }
}
