"""Invented people and places: given names, family names, streets and towns by country."""

from __future__ import annotations

GIVEN_NAMES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "FR": (
        (
            "Camille",
            "Léa",
            "Chloé",
            "Inès",
            "Manon",
            "Zoé",
            "Anaïs",
            "Jeanne",
            "Marie-Claire",
            "Hélène",
            "Sophie",
            "Élodie",
            "Aïcha",
            "Noémie",
            "Françoise",
            "Maëlle",
            "Lucie",
            "Anne-Sophie",
            "Garance",
            "Solène",
            "Yasmine",
            "Agnès",
            "Clémence",
            "Nathalie",
        ),
        (
            "Lucas",
            "Hugo",
            "Théo",
            "Jean-Baptiste",
            "Louis",
            "Raphaël",
            "Étienne",
            "François",
            "Jérôme",
            "Mathéo",
            "Noël",
            "Pierre",
            "Kévin",
            "Loïc",
            "Gaël",
            "Benoît",
            "Rémi",
            "Jean-Luc",
            "Stéphane",
            "Karim",
            "Gaspard",
            "Antoine",
            "Sébastien",
            "Aurélien",
        ),
    ),
    "DE": (
        ("Anna", "Käthe", "Jürgena", "Lena", "Sabine", "Heike", "Mia", "Frieda", "Änne", "Ruth"),
        ("Jürgen", "Björn", "Lukas", "Günther", "Felix", "Sören", "Jonas", "Uwe", "Emil", "Kai"),
    ),
    "GB": (
        ("Olivia", "Zoë", "Amelia", "Siân", "Grace", "Niamh", "Chloë", "Ruby", "Priya", "Mary-Ann"),
        ("Oliver", "Harry", "Seán", "George", "Rhys", "Jack", "Arjun", "Callum", "Theo", "Ian"),
    ),
    "US": (
        ("Emma", "Ava", "Sofía", "Mia", "Renée", "Harper", "Luna", "Grace", "Beyza", "Kim"),
        ("Liam", "Noah", "José", "Ethan", "Mason", "André", "Logan", "Luis", "Aiden", "Wyatt"),
    ),
}
"""Given names by country: women's, men's."""

FAMILY_NAMES: dict[str, tuple[str, ...]] = {
    "FR": (
        "Martin",
        "Bernard",
        "Dubois",
        "Lefèvre",
        "Moreau",
        "D'Almeida",
        "L'Hermitte",
        "Girard",
        "Le Goff",
        "De La Tour",
        "Besnard-Müller",
        "Garnier",
        "Chauvet",
        "N'Diaye",
        "Perrin",
        "Crépeau",
        "Façade",
        "Guérin",
        "Benali",
        "Noël",
        "Lemaître",
        "Saint-Yves",
        "Rousseau",
        "Œuvrard",
        "Da Silva",
        "Nguyen",
        "Traoré",
        "Fabre",
        "Marchand",
        "Dupuis",
        "Renault-Petit",
    ),
    "DE": (
        "Müller",
        "Schäfer",
        "Weiß",
        "Krüger",
        "Böhm",
        "Hofmann",
        "Groß",
        "Yilmaz-Öz",
        "von Stein",
        "Koch",
        "Jäger",
        "Becker",
        "Schulz-Lange",
    ),
    "GB": (
        "Smith",
        "O'Brien",
        "Patel",
        "Davies",
        "McAllister",
        "Hughes",
        "Bishop-Wells",
        "O'Sullivan",
        "Clarke",
        "Okafor",
        "Reid",
        "Taylor",
    ),
    "US": (
        "Johnson",
        "García",
        "Williams",
        "O'Connor",
        "Nuñez",
        "Brown",
        "Lee",
        "Smith-Jones",
        "Nguyen",
        "Miller",
        "Davis",
        "Peña",
    ),
}

STREETS: dict[str, tuple[str, ...]] = {
    "FR": (
        "rue de l'Église",
        "avenue Jean-Jaurès",
        "rue du Général-Leclerc",
        "place d'Armes",
        "chemin des Écoliers",
        "impasse du Moulin",
        "boulevard Carnot",
        "quai de la Fosse",
    ),
    "DE": ("Hauptstraße", "Schillerstraße", "Am Mühlbach", "Goethestraße", "Lindenallee"),
    "GB": ("High Street", "St. Mary's Road", "Church Lane", "Queen's Park", "Station Road"),
    "US": ("Main Street", "Oak Avenue", "2nd Street", "Elm Drive", "Lakeview Road"),
}

TOWNS: dict[str, tuple[tuple[str, str], ...]] = {
    "FR": (
        ("Paris", "75011"),
        ("Lyon", "69003"),
        ("Marseille", "13006"),
        ("Lille", "59000"),
        ("Nantes", "44000"),
        ("Bordeaux", "33000"),
        ("Strasbourg", "67000"),
        ("Rennes", "35000"),
        ("Saint-Étienne", "42000"),
        ("Bourg-en-Bresse", "01000"),
        ("L'Haÿ-les-Roses", "94240"),
        ("Aix-en-Provence", "13100"),
    ),
    "DE": (("Berlin", "10115"), ("Köln", "50667"), ("München", "80331"), ("Dresden", "01067")),
    "GB": (("London", "E1 6AN"), ("Leeds", "LS1 4DY"), ("Bristol", "BS1 5TR"), ("Hull", "HU1 1AA")),
    "US": (("New York", "10011"), ("Boston", "02108"), ("Austin", "73301"), ("Denver", "80202")),
}
"""Towns by country, each with a postal code; some codes begin with a zero."""

EMOJI = ("🌸", "💫", "🐱", "✨")
"""What a few people add to their given name."""

MAIL_DOMAINS = (
    "mail.example",
    "post.example",
    "courriel.example",
    "inbox.example",
    "boite.example",
)
"""Domains that nobody owns."""

STORE_TOWNS = (
    ("FR", "Paris Marais", "75004"),
    ("FR", "Paris Batignolles", "75017"),
    ("FR", "Lyon Part-Dieu", "69003"),
    ("FR", "Marseille Vieux-Port", "13001"),
    ("FR", "Lille Centre", "59000"),
    ("FR", "Nantes Graslin", "44000"),
    ("FR", "Bordeaux Chartrons", "33000"),
    ("FR", "Strasbourg Kléber", "67000"),
    ("FR", "Rennes République", "35000"),
    ("FR", "Saint-Étienne", "42000"),
    ("DE", "Berlin Mitte", "10117"),
    ("DE", "Köln Altstadt", "50667"),
    ("GB", "London Soho", "W1D 3QF"),
    ("GB", "Leeds Victoria", "LS1 6AZ"),
)

PRODUCT_WORDS: dict[str, tuple[tuple[str, ...], str, bool]] = {
    "dresses": (("Robe longue", "Robe chemise", "Combinaison", "Jupe plissée"), "apparel", False),
    "knitwear": (("Pull en laine", "Gilet", "Cardigan", "Écharpe"), "apparel", False),
    "outerwear": (("Manteau", "Veste", "Trench", "Doudoune légère"), "apparel", False),
    "shoes": (("Baskets", "Bottines", "Sandales", "Mocassins"), "shoes", False),
    "bags": (("Cabas", "Sac à dos", "Pochette", "Portefeuille"), "accessories", False),
    "home": (("Bougie", "Plaid", "Vase", "Linge de lit"), "home", False),
    "skincare": (("Sérum", "Crème de jour", "Baume", "Huile démaquillante"), "beauty", True),
    "tea": (("Thé vert", "Rooibos", "Earl Grey", "Infusion d'été"), "food", True),
}
"""Categories: words for titles, department, whether bought again at an interval."""

PRODUCT_MOODS = ("Aube", "Brume", "Cèdre", "Dune", "Écume", "Forêt", "Galet", "Houle", "Iris")
"""The line a product belongs to; the second word of its title."""
