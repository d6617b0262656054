"""A classifier that knows what it is told."""

from models.indicator_classifier.texts import Classification


class StubClassifier:
    """Answers by level-3 text: (concept, confidence); remembers what it was asked."""

    def __init__(self, answers):
        self.answers = answers
        self.asked = []

    def classify(self, texts):
        self.asked += texts
        return [self._answer(text) for text in texts]

    def _answer(self, text):
        concept, confidence = self.answers.get(text.level3, (None, 0.1))
        second = (("SAT-001", 0.05),)
        return Classification(concept, confidence, ((concept or "QTY-001", confidence), *second))
