"""The site's own words in other languages, for what no author writes: buttons and labels of the page."""

from __future__ import annotations

# By language, then by the English words. An interview's own labels come before these.
WORDS: dict[str, dict[str, str]] = {
    "es": {
        "Continue": "Seguir", "Resume": "Reanudar", "Back": "Atrás", "Yes": "Sí", "No": "No", "I don’t know": "No sé",
        "Exit": "Salir", "Restart": "Empezar de nuevo", "Leave": "Irse", "Help": "Ayuda", "Menu": "Menú",
        "Preview": "Avance", "Edit": "Editar", "Delete": "Borrar", "Add another": "Añadir otro",
        "Add an item": "Añadir uno", "None of the above": "Ninguna de las anteriores",
        "All of the above": "Todas las anteriores", "and": "y", "or": "o",
        "The following document has been created for you.": "Se ha creado el siguiente documento para usted.",
        "The following documents have been created for you.": "Se han creado los siguientes documentos para usted.",
    },
    "fr": {
        "Continue": "Continuer", "Resume": "Reprendre", "Back": "Retour", "Yes": "Oui", "No": "Non",
        "I don’t know": "Je ne sais pas", "Exit": "Quitter", "Restart": "Recommencer", "Leave": "Partir",
        "Help": "Aide", "Menu": "Menu", "Preview": "Aperçu", "Edit": "Modifier", "Delete": "Supprimer",
        "Add another": "Ajouter un autre", "Add an item": "Ajouter", "None of the above": "Aucune de ces réponses",
        "All of the above": "Toutes ces réponses", "and": "et", "or": "ou",
        "The following document has been created for you.": "Le document suivant a été créé pour vous.",
        "The following documents have been created for you.": "Les documents suivants ont été créés pour vous.",
    },
}  # fmt: skip
