package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.run.TrainRequest;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.junit.jupiter.api.Test;

class OpenApiFunctionsTest {

    @Test
    void theBodyOfTrainHasTheFieldsOfTheRequestEachWithItsTypeAndWhatItMeans() {
        OpenAPI document = OASFactory.createOpenAPI();
        new OpenApiFunctions().filterOpenAPI(document);
        Schema body = document.getPaths()
                .getPathItem("/train")
                .getPOST()
                .getRequestBody()
                .getContent()
                .getMediaType("application/json")
                .getSchema();
        assertThat(body.getRequired()).containsExactly("ensemble", "dataset");
        Map<String, Schema> fields = body.getProperties();
        assertThat(fields.keySet()).containsExactly(names(TrainRequest.class));
        assertThat(fields.values())
                .allSatisfy(field -> assertThat(field.getDescription()).isNotBlank());
        assertThat(fields.get("fineTuning").getProperties().keySet())
                .containsExactly(names(TrainRequest.FineTuning.class));
        assertThat(fields.get("members").getType()).containsExactly(Schema.SchemaType.ARRAY);
        assertThat(fields.get("members").getItems().getType()).containsExactly(Schema.SchemaType.STRING);
        Schema rates = fields.get("fineTuning").getProperties().get("learningRates");
        assertThat(rates.getItems().getType()).containsExactly(Schema.SchemaType.NUMBER);
        assertThat(fields.get("seed").getType()).containsExactly(Schema.SchemaType.INTEGER);
        assertThat(fields.get("promote").getType()).containsExactly(Schema.SchemaType.BOOLEAN);
        assertThat(fields.get("recipe").getType()).containsExactly(Schema.SchemaType.STRING);
        assertThat(fields.get("fineTuning").getProperties().get("mixup").getType())
                .containsExactly(Schema.SchemaType.NUMBER);
    }

    private static String[] names(Class<?> request) {
        return Arrays.stream(request.getRecordComponents())
                .map(RecordComponent::getName)
                .toArray(String[]::new);
    }
}
