package dev.stackwright.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stackwright.common.Json;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.FineTuneSettings.BatchNormMode;
import dev.stackwright.network.FineTuneSettings.ClassWeights;
import dev.stackwright.network.Network;
import dev.stackwright.network.Precision;
import dev.stackwright.run.RunPlanner.Origin;
import dev.stackwright.train.Recipe;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunPlannerTest {

    private final RunPlanner planner = new RunPlanner(List.of("mobilenet-v2", "xception"), "stackwright");

    @Test
    void allButEnsembleAndDatasetHaveDefaults() {
        RunPlan plan = planner.plan(request("{}"), Origin.REMOTE).resolve(() -> false);
        assertThat(plan.training().recipe()).isEqualTo(Recipe.PROBE);
        assertThat(plan.training().members()).extracting(Network::name).containsExactly("mobilenet-v2", "xception");
        assertThat(plan.training().spec().size()).isEqualTo(224);
        assertThat(plan.training().seed()).isEqualTo(7);
        assertThat(plan.training().folds()).isEqualTo(5);
        assertThat(plan.training().fineTuning()).isEqualTo(FineTuneSettings.FINE_TUNING);
        assertThat(plan.promote()).isTrue();
        assertThat(plan.randomWeights()).isFalse();
    }

    @Test
    void autoFineTunesWhereThereIsAGpu() {
        assertThat(planner.plan(request("{'recipe':'auto'}"), Origin.REMOTE)
                        .resolve(() -> true)
                        .training()
                        .recipe())
                .isEqualTo(Recipe.FINETUNE);
        assertThat(planner.plan(request("{'recipe':'probe'}"), Origin.REMOTE)
                        .resolve(() -> true)
                        .training()
                        .recipe())
                .isEqualTo(Recipe.PROBE);
    }

    @Test
    void batchNormTrainsFromRandomWeightsAndForTheArticleUnlessAskedOtherwise() {
        assertThat(batchNorm("{'weights':'random'}")).isEqualTo(BatchNormMode.TRAINING);
        assertThat(batchNorm("{'recipe':'article'}")).isEqualTo(BatchNormMode.TRAINING);
        assertThat(batchNorm("{'weights':'random','batchNorm':'frozen'}")).isEqualTo(BatchNormMode.FROZEN);
        assertThat(batchNorm("{'batchNorm':'training'}")).isEqualTo(BatchNormMode.TRAINING);
    }

    @Test
    void theArticleHasTwentyEpochsUnlessAskedOtherwise() {
        assertThat(planner.plan(request("{'recipe':'article'}"), Origin.REMOTE)
                        .resolve(() -> false)
                        .training()
                        .fineTuning()
                        .epochs())
                .isEqualTo(20);
        assertThat(planner.plan(request("{'recipe':'article','epochs':1}"), Origin.REMOTE)
                        .resolve(() -> false)
                        .training()
                        .fineTuning()
                        .epochs())
                .isEqualTo(1);
    }

    @Test
    void whatIsWrittenDownOfTheArticleIsWhatItTrainsBy() {
        RunPlan plan =
                planner.plan(request("{'recipe':'article'}"), Origin.REMOTE).resolve(() -> false);
        FineTuneSettings settings = plan.training().fineTuning();
        assertThat(settings).isEqualTo(settings.article());
        TrainRequest complete = plan.completeRequest(5);
        assertThat(complete.fineTuning().weightDecay()).isZero();
        assertThat(complete.fineTuning().flip()).isFalse();
        assertThat(planner.plan(complete, Origin.REMOTE)
                        .resolve(() -> false)
                        .training()
                        .fineTuning())
                .isEqualTo(settings);
    }

    @Test
    void aRequestOfTheArticleThatAnEarlierVersionCompletedIsPlannedAsTheArticle() {
        String completed = "{'recipe':'article','batchNorm':'training','fineTuning':{'classWeights':'none',"
                + "'weightDecay':0.01,'clipNorm':1,'layerDecay':1,'average':false,'labelSmoothing':0,'flip':true,"
                + "'crop':1,'colour':0,'mixup':0,'cutmix':0,'learningRates':[],'precision':'auto'}}";
        assertThat(planner.plan(request(completed), Origin.REMOTE)
                        .resolve(() -> false)
                        .training()
                        .fineTuning()
                        .optimizer()
                        .weightDecay())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'recipe':'probe'}", "{'recipe':'probe','weights':'random'}"})
    void aRequestOfTheProbeThatWasCompletedIsPlannedAgain(String json) {
        RunPlan plan = planner.plan(request(json), Origin.REMOTE);
        assertThat(planner.plan(plan.completeRequest(plan.folds()), Origin.REMOTE)
                        .training())
                .isEqualTo(plan.training());
    }

    @Test
    void aRunThatWasAskedForWithTuningAndBecameAProbeIsPlannedAsItsRequestSays() {
        RunPlan asked = planner.plan(request("{'epochs':3}"), Origin.REMOTE).resolve(() -> false);
        TrainRequest completed = asked.completeRequest(5);
        assertThat(completed.recipe()).isEqualTo(Recipe.PROBE);
        assertThat(planner.plan(completed, Origin.RUN).training()).isEqualTo(asked.training());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "members; {'members':['resnet']}; mobilenet-v2",
                "members; {'members':[]}; one network or more",
                "members; {'members':[null]}; null",
                "members; {'members':['xception','xception']}; twice",
                "imageSize; {'imageSize':31}; 31",
                "imageSize; {'imageSize':5000}; 5000",
                "imageSize; {'imageSize':70,'members':['xception']}; 71",
                "folds; {'folds':1}; 2 to 20",
                "epochs; {'epochs':0}; 1 to 1000",
                "batchSize; {'batchSize':-1}; 1 to 1024",
                "learningRate; {'learningRate':0}; above 0",
                "learningRate; {'learningRate':1e999}; above 0",
                "weights; {'weights':'s3://other/weights/'}; random",
                "batchNorm; {'batchNorm':'Frozen'}; training",
                "fineTuning; {'fineTuning':{'classWeights':'equal'}}; balanced",
                "fineTuning; {'fineTuning':{'precision':'float16'}}; or 'mixed', found 'float16'",
                "fineTuning; {'recipe':'article','fineTuning':{'precision':'mixed'}}; no precision with the recipe article",
                "fineTuning; {'recipe':'probe','fineTuning':{'precision':'mixed'}}; tunes no network",
                "fineTuning; {'fineTuning':{'crop':0}}; (0, 1]",
                "fineTuning; {'fineTuning':{'weightDecay':-1}}; [0, 1)",
                "fineTuning; {'fineTuning':{'clipNorm':1e39}}; clip norm",
                "fineTuning; {'fineTuning':{'clipNorm':-1}}; clip norm",
                "fineTuning; {'fineTuning':{'cutmix':11}}; 0 to 10",
                "fineTuning; {'fineTuning':{'learningRates':[0.1,0.01]}}; ascending",
                "fineTuning; {'recipe':'article','fineTuning':{'learningRates':[0.1]}}; article",
                "fineTuning; {'recipe':'article','fineTuning':{'mixup':0.2}}; no mixup with the recipe article",
                "fineTuning; {'recipe':'article','fineTuning':{'classWeights':'balanced'}}; no classWeights",
                "batchNorm; {'recipe':'article','batchNorm':'frozen'}; 'training'",
                "learningRate; {'recipe':'probe','batchSize':32,'learningRate':0.01}; none of learningRate with",
                "epochs; {'recipe':'probe','epochs':3}; none of epochs with the recipe probe",
                "batchSize; {'recipe':'probe','batchSize':16,'learningRate':0.01}; none of batchSize, learningRate",
                "batchNorm; {'recipe':'probe','batchNorm':'training'}; with the recipe probe",
                "fineTuning; {'recipe':'probe','fineTuning':{'mixup':0.2}}; tunes no network",
                "nativeSizes; {'nativeSizes':true,'imageSize':224}; either nativeSizes or one imageSize",
                "dataset; {'dataset':'ftp://x/y.zip'}; s3://",
                "dataset; {'dataset':''}; found nothing",
                "dataset; {'dataset':'s3://other/a.zip'}; another bucket",
                "dataset; {'dataset':'s3://other/a/'}; another bucket",
                "dataset; {'dataset':'s3://stackwright/ensembles/a.zip'}; the product itself",
                "dataset; {'dataset':'s3://stackwright/keys/'}; the product itself",
                "dataset; {'dataset':'http://example.org/a.zip'}; https",
                "dataset; {'dataset':'http://127.0.0.1/a.zip'}; plain http",
                "dataset; {'dataset':'https://127.0.0.1/a.zip'}; loopback",
                "dataset; {'dataset':'https://localhost/a.zip'}; loopback",
                "dataset; {'dataset':'https://169.254.169.254/a.zip'}; cloud metadata",
                "dataset; {'dataset':'https://[fd00::1]/a.zip'}; private network",
            })
    void aRequestThatCannotBeNamesItsField(String field, String json, String message) {
        assertThatThrownBy(() -> planner.plan(request(json), Origin.REMOTE))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.field()).isEqualTo(field))
                .hasMessageContaining(message);
    }

    @Test
    void aCompletedRequestPlansTheSame() {
        RunPlan plan = planner.plan(
                request(
                        "{'fineTuning':{'classWeights':'balanced','crop':0.5,'average':true,'layerDecay':0.1,'mixup':0.2,'learningRates':[1e-4,1e-3],'precision':'mixed'}}"),
                Origin.REMOTE);
        assertThat(plan.fineTuning().classWeights()).isEqualTo(ClassWeights.BALANCED);
        assertThat(plan.fineTuning().augmentation().crop()).isEqualTo(0.5);
        assertThat(plan.fineTuning().augmentation().mixup()).isEqualTo(0.2);
        assertThat(plan.fineTuning().precision()).isEqualTo(Precision.MIXED);
        assertThat(plan.fineTuning().trialRates()).containsExactly(1e-4, 1e-3);
        assertThat(planner.plan(plan.completeRequest(plan.folds()), Origin.REMOTE)
                        .fineTuning())
                .isEqualTo(plan.fineTuning());
    }

    @Test
    void photosAreAsLargeAsTheLargestNativeSizeAndNetworksOfASmallerOneSeeTheirOwn() {
        RunPlan plan = planner.plan(
                request("{'nativeSizes':true,'members':['mobilenet-v2','xception','inception-v3']}"), Origin.REMOTE);
        assertThat(plan.spec().size()).isEqualTo(299);
        assertThat(plan.members()).extracting(Network::sees).containsExactly(224, null, null);
        RunPlan again = planner.plan(plan.completeRequest(plan.folds()), Origin.REMOTE);
        assertThat(again.spec()).isEqualTo(plan.spec());
        assertThat(again.members()).extracting(Network::sees).containsExactly(224, null, null);
    }

    @Test
    void networksOfOneNativeSizeSeePhotosAsTheyAre() {
        RunPlan plan =
                planner.plan(request("{'nativeSizes':true,'members':['mobilenet-v2','mobilenet']}"), Origin.REMOTE);
        assertThat(plan.spec().size()).isEqualTo(224);
        assertThat(plan.members()).extracting(Network::sees).containsOnlyNulls();
    }

    @Test
    void noClippingStaysNoClippingInACompletedRequest() {
        RunPlan plan = planner.plan(request("{'fineTuning':{'clipNorm':0}}"), Origin.REMOTE);
        assertThat(plan.fineTuning().optimizer().clips()).isFalse();
        assertThat(planner.plan(plan.completeRequest(plan.folds()), Origin.REMOTE)
                        .fineTuning())
                .isEqualTo(plan.fineTuning());
    }

    /** As version 0.1 recorded it, before fine-tuning had more settings. */
    @Test
    void aRequestOfAnOlderVersionKeepsItsEpochsAndRate() {
        FineTuneSettings settings = planner.plan(request("{'epochs':5,'learningRate':1e-4}"), Origin.REMOTE)
                .fineTuning();
        assertThat(settings.epochs(277)).isEqualTo(5);
        assertThat(settings.learningRate()).isEqualTo(1e-4);
    }

    @Test
    void randomWeightsLearnAtAHigherRateThanPretrainedOnes() {
        assertThat(planner.plan(request("{'recipe':'finetune'}"), Origin.REMOTE)
                        .fineTuning()
                        .learningRate())
                .isEqualTo(1e-4);
        assertThat(planner.plan(request("{'recipe':'finetune','weights':'random'}"), Origin.REMOTE)
                        .fineTuning()
                        .learningRate())
                .isEqualTo(3e-4);
    }

    private BatchNormMode batchNorm(String json) {
        return planner.plan(request(json), Origin.REMOTE)
                .resolve(() -> false)
                .training()
                .fineTuning()
                .batchNorm();
    }

    private static TrainRequest request(String json) {
        try {
            ObjectNode fields = (ObjectNode) Json.mapper().readTree(json.replace('\'', '"'));
            fields.put("ensemble", "cats-dogs");
            if (!fields.has("dataset")) {
                fields.put("dataset", "s3://stackwright/datasets/cats-dogs.zip");
            }
            return Json.mapper().treeToValue(fields, TrainRequest.class);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
